#include "harness/faults/clock_skew.hpp"

#include <chrono>
#include <optional>

#include "harness/text/bounded.hpp"

namespace firedrill::faults {
namespace {

constexpr Duration most = std::chrono::hours(24 * 365);

}  // namespace

ClockSkew ClockSkew::parse(ObjectReader& reader) {
  const std::optional<Duration> ahead = duration_in(reader, "ahead", {.most = most});
  const std::optional<Duration> behind = duration_in(reader, "behind", {.most = most});
  if (reader.has("ahead") && reader.has("behind")) {
    reader.error("behind", R"(a clock is "ahead" or "behind", not both)");
  } else if (!reader.has("ahead") && !reader.has("behind")) {
    reader.raw("ahead").required();
  }
  return {.ahead = ahead.value_or(Duration{}) - behind.value_or(Duration{}),
          .leeway = duration_in(reader, "leeway", {.most = most}).value_or(Duration{})};
}

}  // namespace firedrill::faults
