#include "harness/faults/slow_start.hpp"

#include "harness/text/read_distribution.hpp"

namespace firedrill::faults {

SlowStart SlowStart::parse(ObjectReader& reader) {
  return {.by = reader.value("by", read_distribution).required()};
}

ProcessVerdict SlowStart::on_injected(Rng& /*random*/) {
  return {};
}

ProcessVerdict SlowStart::on_started(Rng& random) const {
  return {.ready_later = by.sample(random)};
}

}  // namespace firedrill::faults
