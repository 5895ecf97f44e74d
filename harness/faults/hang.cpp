#include "harness/faults/hang.hpp"

namespace firedrill::faults {

Hang Hang::parse(ObjectReader& reader) {
  return {.rate = *Probability::from(reader.ratio("rate").value_or(1))};
}

Verdict Hang::decide(State& /*state*/, const DecideInput& input) const {
  if (input.random.chance(rate)) {
    return NeverAnswer{};
  }
  return Pass{};
}

}  // namespace firedrill::faults
