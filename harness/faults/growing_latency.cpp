#include "harness/faults/growing_latency.hpp"

#include <chrono>

#include "harness/text/bounded.hpp"

namespace firedrill::faults {
namespace {

constexpr Duration shortest_step = std::chrono::milliseconds(1);
constexpr Duration longest_latency = std::chrono::hours(1);

}  // namespace

GrowingLatency GrowingLatency::parse(ObjectReader& reader) {
  reader.raw("every").required();
  return {.by = reader.duration("by").required(),
          .every = duration_in(reader, "every", {.least = shortest_step}).value_or(shortest_step),
          .most = duration_in(reader, "most", {.most = longest_latency}).value_or(longest_latency)};
}

Verdict GrowingLatency::decide(State& state, const DecideInput& input) const {
  if (!state.began) {
    state.began = input.now;
  }
  const double times =
      static_cast<double>((input.now - *state.began).count()) / static_cast<double>(every.count());
  const double grown = times * static_cast<double>(by.count());
  const bool is_at_most = grown >= static_cast<double>(most.count());
  return Delay{is_at_most ? most : Duration{static_cast<Duration::rep>(grown)}};
}

}  // namespace firedrill::faults
