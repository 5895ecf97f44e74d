#include "harness/faults/descriptor_exhaustion.hpp"

namespace firedrill::faults {

DescriptorExhaustion DescriptorExhaustion::parse(ObjectReader& reader) {
  return {.fills_in = reader.duration("fills_in").required()};
}

Verdict DescriptorExhaustion::decide(State& state, const DecideInput& input) const {
  if (has_struck(state, input.now)) {
    return NeverAnswer{};
  }
  return Pass{};
}

}  // namespace firedrill::faults
