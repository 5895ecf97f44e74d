#include "harness/journal/traffic.hpp"

#include <bit>

namespace firedrill {
namespace {

constexpr std::uint32_t steps_log2 = 3;
constexpr std::uint32_t steps = 1U << steps_log2;  // buckets for each power of two

}  // namespace

std::uint32_t latency_bucket(Duration latency) {
  if (latency.count() <= 0) {
    return 0;
  }
  const auto microseconds = static_cast<std::uint64_t>(latency.count()) / 1000;
  if (microseconds < steps) {
    return static_cast<std::uint32_t>(microseconds);
  }
  const auto exponent = static_cast<std::uint32_t>(std::bit_width(microseconds)) - 1;
  const auto step = static_cast<std::uint32_t>(microseconds >> (exponent - steps_log2)) % steps;
  return (exponent - steps_log2 + 1) * steps + step;
}

Duration latency_bucket_end(std::uint32_t bucket) {
  if (bucket < steps) {
    return std::chrono::microseconds{bucket + 1};
  }
  const std::uint32_t shift = bucket / steps - 1;
  const std::uint64_t leading = steps + bucket % steps + 1;
  constexpr auto longest = static_cast<std::uint64_t>(Duration::max().count()) / 1000;
  if (shift >= 60 || leading > (longest >> shift)) {
    return Duration::max();
  }
  return std::chrono::microseconds{static_cast<std::int64_t>(leading << shift)};
}

}  // namespace firedrill
