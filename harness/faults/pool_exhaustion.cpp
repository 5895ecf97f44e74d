#include "harness/faults/pool_exhaustion.hpp"

#include <cstddef>

namespace firedrill::faults {

PoolExhaustion PoolExhaustion::parse(ObjectReader& reader) {
  return {.left = reader.integer("left", {.least = 0, .most = 100'000}).required()};
}

Verdict PoolExhaustion::decide(State& /*state*/, const DecideInput& /*input*/) const {
  return HoldWorkers{.left = static_cast<std::size_t>(left)};
}

}  // namespace firedrill::faults
