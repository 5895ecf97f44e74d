#include "harness/faults/timeout.hpp"

namespace firedrill::faults {

Timeout Timeout::parse(ObjectReader& reader) {
  return {.closes_after = reader.duration("closes_after").required()};
}

Verdict Timeout::decide(State& /*state*/, const DecideInput& /*input*/) const {
  return BreakConnection{.code = code::reset, .after = closes_after};
}

}  // namespace firedrill::faults
