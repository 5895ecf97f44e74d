#include "harness/reports/moment.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "harness/journal/target_text.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::reports {
namespace {

Timestamp timestamp(const JournalHeader& header, Instant instant) {
  const Timestamp start{.unix_ns = header.starts_at_unix_ns,
                        .offset_minutes = header.utc_offset_minutes};
  const auto whole = std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch());
  return start + whole;
}

/// Down to what brief() shows of it, as the time of day is: the two never differ by a second.
Duration shown(Duration since) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (since >= std::chrono::minutes{10}) {
    return std::chrono::floor<seconds>(since);
  }
  const Duration step = since >= seconds{1} ? milliseconds{100} : milliseconds{1};
  return since >= milliseconds{100} ? since - since % step : since;
}

}  // namespace

std::string since_start(Instant instant) {
  const Duration since = shown(instant.time_since_epoch());
  return (since < Duration::zero() ? "t" : "t+") + brief(since);
}

std::string time_of_day(const JournalHeader& header, Instant instant) {
  return to_time_of_day(timestamp(header, instant));
}

std::string rfc3339(const JournalHeader& header, Instant instant) {
  return to_rfc3339(timestamp(header, instant));
}

std::string start_date(const JournalHeader& header) {
  return rfc3339(header, Instant{}).substr(0, 10);
}

std::string zone(const JournalHeader& header) {
  const std::string text = to_rfc3339({.offset_minutes = header.utc_offset_minutes});
  return text.ends_with('Z') ? "UTC" : text.substr(text.size() - 6);
}

std::string seconds_number(Duration duration) {
  const std::int64_t count = duration.count();
  const std::uint64_t size =
      count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  std::string fraction = fmt::format("{:09}", size % 1'000'000'000);
  fraction.erase(std::max<std::size_t>(fraction.find_last_not_of('0') + 1, 1));
  return fmt::format("{}{}.{}", count < 0 ? "-" : "", size / 1'000'000'000, fraction);
}

}  // namespace firedrill::reports
