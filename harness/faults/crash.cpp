#include "harness/faults/crash.hpp"

namespace firedrill::faults {

Crash Crash::parse(ObjectReader& reader) {
  return {.restarts_after = reader.duration("restarts_after").optional()};
}

ProcessVerdict Crash::on_injected(Rng& /*random*/) const {
  return {.kill = true, .kill_after = Duration::zero(), .start_again_after = restarts_after};
}

ProcessVerdict Crash::on_started(Rng& /*random*/) const {
  return {.kill = false};
}

}  // namespace firedrill::faults
