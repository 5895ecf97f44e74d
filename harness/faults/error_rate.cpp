#include "harness/faults/error_rate.hpp"

namespace firedrill::faults {

ErrorRate ErrorRate::parse(ObjectReader& reader) {
  const double rate = reader.ratio("rate").required();
  const auto reply = reader.integer("reply", {.least = 100, .most = 599}).value_or(500);
  return {.rate = *Probability::from(rate), .reply = static_cast<int>(reply)};
}

Verdict ErrorRate::decide(State& /*state*/, const DecideInput& input) const {
  if (input.random.chance(rate)) {
    return Reply{.status = reply};
  }
  return Pass{};
}

}  // namespace firedrill::faults
