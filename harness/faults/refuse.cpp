#include "harness/faults/refuse.hpp"

namespace firedrill::faults {

Refuse Refuse::parse(ObjectReader& reader) {
  return {.rate = *Probability::from(reader.ratio("rate").value_or(1))};
}

Verdict Refuse::decide(State& /*state*/, const DecideInput& input) const {
  if (input.random.chance(rate)) {
    return RefuseConnection{};
  }
  return Pass{};
}

}  // namespace firedrill::faults
