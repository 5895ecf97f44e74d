#include "harness/faults/poison_data.hpp"

namespace firedrill::faults {

PoisonData PoisonData::parse(ObjectReader& reader) {
  return {.rate = *Probability::from(reader.ratio("rate").required()),
          .restarts_after = reader.duration("restarts_after").optional()};
}

Verdict PoisonData::decide(State& /*state*/, const DecideInput& input) const {
  const double lot = input.lot ? *input.lot : input.random.unit();
  if (lot < rate.value()) {
    return KillProcess{.start_again_after = restarts_after};
  }
  return Pass{};
}

}  // namespace firedrill::faults
