#include "harness/faults/memory_leak.hpp"

#include <chrono>

#include "harness/text/bounded.hpp"

namespace firedrill::faults {
namespace {

/// Memory that is full at once would never let time go on.
constexpr Duration shortest_life = std::chrono::milliseconds(100);

}  // namespace

MemoryLeak MemoryLeak::parse(ObjectReader& reader) {
  reader.raw("fills_in").required();
  return {
      .fills_in = duration_in(reader, "fills_in", {.least = shortest_life}).value_or(shortest_life),
      .restarts_after = reader.duration("restarts_after").required()};
}

ProcessVerdict MemoryLeak::on_injected(Rng& random) const {
  return on_started(random);
}

ProcessVerdict MemoryLeak::on_started(Rng& /*random*/) const {
  return {.kill = true, .kill_after = fills_in, .start_again_after = restarts_after};
}

}  // namespace firedrill::faults
