#include "harness/text/time_zone.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/source_file.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill {
namespace {

constexpr std::size_t largest_zone_file = std::size_t{64} * 1024;
constexpr std::size_t longest_zone_name = 64;
constexpr std::int64_t two_days_s = 2 * 86'400;  // more than any clock was ever turned

/// Names of the database, which are paths: never one that leads out of it.
bool is_zone_name(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c == '+' || c == '/';
  });
  return plain && !name.empty() && name.size() <= longest_zone_name && name.front() != '/' &&
         name.back() != '/';
}

Error no_such_zone(std::string_view name, std::string_view reason) {
  return Error{ErrorCode::invalid_input,
               fmt::format("there is no time zone {}{}; expected a name that /usr/share/zoneinfo "
                           "has, such as \"Europe/Berlin\", or a distance such as \"+01:00\"",
                           quote(name),
                           reason)};
}

}  // namespace

TimeZone::TimeZone(std::int32_t first_offset_s, std::vector<Change> changes)
    : first_offset_s_(first_offset_s),
      changes_(std::move(changes)) {}

std::int32_t TimeZone::offset_at(std::int64_t unix_s) const {
  const auto next = std::upper_bound(
      changes_.begin(), changes_.end(), unix_s, [](std::int64_t at, const Change& change) {
        return at < change.at_unix_s;
      });
  return next == changes_.begin() ? first_offset_s_ : std::prev(next)->offset_s;
}

std::int64_t TimeZone::first_at(std::int64_t local_s) const {
  std::int64_t begin = local_s - two_days_s;
  auto next = std::upper_bound(
      changes_.begin(), changes_.end(), begin, [](std::int64_t at, const Change& change) {
        return at < change.at_unix_s;
      });
  while (true) {
    const std::int64_t at = std::max(begin, local_s - offset_at(begin));
    if (next == changes_.end() || at < next->at_unix_s) {
      return at;
    }
    begin = next->at_unix_s;
    ++next;
  }
}

Result<TimeZone> time_zone_of(const std::string& name) {
  if (name == "UTC") {
    return TimeZone{};
  }
  if (const std::optional<std::int32_t> minutes = offset_minutes_of(name)) {
    return TimeZone(*minutes * 60);
  }
  if (!is_zone_name(name)) {
    return no_such_zone(name, "");
  }
  const Result<SourceText> file =
      read_source_file("/usr/share/zoneinfo/" + name, largest_zone_file);
  if (!file) {
    return no_such_zone(name, " on this machine");
  }
  const Result<TimeZone> zone = parse_time_zone(file->bytes());
  if (!zone) {
    return no_such_zone(name, " that can be read: " + zone.error().message);
  }
  return *zone;
}

}  // namespace firedrill
