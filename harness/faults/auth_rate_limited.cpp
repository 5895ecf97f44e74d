#include "harness/faults/auth_rate_limited.hpp"

#include <algorithm>

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {
namespace {

constexpr std::int64_t largest_burst = 1'000'000;
constexpr double longest_filling_s = 30.0 * 24 * 3600;  ///< as long as the longest run

}  // namespace

AuthRateLimited AuthRateLimited::parse(ObjectReader& reader) {
  const double allows = reader.rate("allows").required().per_second;
  const double in_one_second = std::clamp(allows, 1.0, static_cast<double>(largest_burst));
  const auto burst = reader.integer("burst", {.least = 1, .most = largest_burst})
                         .value_or(static_cast<std::int64_t>(in_one_second));
  const AuthRateLimited parsed{
      .limit = {.per_second = allows, .burst = static_cast<std::uint32_t>(burst)},
      .retry_after = read_retry_after(reader)};
  if (allows > 0 && parsed.limit.fills_in_seconds() > longest_filling_s) {
    reader.error("burst", "\"burst\" is more than \"allows\" gives in 30 days");
  }
  return parsed;
}

Verdict AuthRateLimited::decide(State& state, const DecideInput& input) const {
  if (state.bucket.take(limit, input.now)) {
    return Pass{};
  }
  return Reply{.status = 429, .retry_after = retry_after};
}

}  // namespace firedrill::faults
