#include "harness/faults/latency.hpp"

#include "harness/text/read_distribution.hpp"

namespace firedrill::faults {

Latency Latency::parse(ObjectReader& reader) {
  return {.by = reader.value("by", read_distribution).required()};
}

Verdict Latency::decide(State& /*state*/, const DecideInput& input) const {
  return Delay{.by = by.sample(input.random)};
}

}  // namespace firedrill::faults
