#include "harness/faults/dribble.hpp"

#include "harness/text/read_distribution.hpp"

namespace firedrill::faults {

Dribble Dribble::parse(ObjectReader& reader) {
  return {.chunks = reader.integer("chunks", {.least = 1, .most = 1000}).value_or(10),
          .over = reader.value("over", read_distribution).required()};
}

Verdict Dribble::decide(State& /*state*/, const DecideInput& input) const {
  return SpoilAnswer{.late = over.sample(input.random),
                     .pieces = static_cast<std::uint32_t>(chunks)};
}

}  // namespace firedrill::faults
