#include "harness/faults/slow_answers.hpp"

#include "harness/text/read_distribution.hpp"

namespace firedrill::faults {

SlowAnswers SlowAnswers::parse(ObjectReader& reader) {
  return {.by = reader.value("by", read_distribution).required()};
}

Verdict SlowAnswers::decide(State& /*state*/, const DecideInput& input) const {
  return SpoilAnswer{.late = by.sample(input.random)};
}

}  // namespace firedrill::faults
