#include "harness/faults/bandwidth.hpp"

#include <algorithm>
#include <chrono>

namespace firedrill::faults {
namespace {

constexpr std::int64_t nanoseconds = 1'000'000'000;                        // a second
constexpr std::int64_t largest_answer = std::int64_t{1024} * 1024 * 1024;  // bytes
constexpr std::int64_t longest_answer_s = 3600;
constexpr Duration longest_wait = std::chrono::hours(24);  // who comes then finds no more

}  // namespace

Bandwidth Bandwidth::parse(ObjectReader& reader) {
  const std::size_t mistakes = reader.diagnostics().errors();
  const Bandwidth parsed{.rate = reader.size("rate").required(),
                         .size = reader.size("size").required()};
  if (reader.diagnostics().errors() > mistakes) {
    return {};
  }
  if (parsed.rate < 1) {
    reader.error("rate", "\"rate\" must be at least 1B, a second");
    return {};
  }
  if (parsed.size > largest_answer || parsed.size / parsed.rate >= longest_answer_s) {
    reader.error("size", "\"size\" must be at most 1GiB, and at this rate take less than 1h");
  }
  return parsed;
}

Verdict Bandwidth::decide(State& state, const DecideInput& input) const {
  const Instant begins = std::clamp(state.free_at, input.wire, input.wire + longest_wait);
  state.free_at = begins + Duration{size * nanoseconds / rate};
  return SpoilAnswer{.late = state.free_at - input.wire};
}

}  // namespace firedrill::faults
