#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/ascii.hpp"
#include "harness/text/time_zone.hpp"

namespace firedrill {
namespace {

using std::chrono::sys_days;

constexpr std::size_t header_bytes = 44;
constexpr std::uint32_t most_changes = 4000;
constexpr std::uint32_t most_types = 256;
constexpr std::int32_t largest_offset_s = 26 * 3600;
constexpr std::int32_t longest_rule_time_s = 168 * 3600;
constexpr int last_year = 2201;

Error refuse_zone(const char* reason) {
  return Error{ErrorCode::invalid_input, reason};
}

/// The counts of a header, in the order of the file.
struct Counts {
  std::uint32_t isut = 0;
  std::uint32_t isstd = 0;
  std::uint32_t leap = 0;
  std::uint32_t time = 0;
  std::uint32_t type = 0;
  std::uint32_t chars = 0;

  /// Of the block behind the header, in which a time has so many bytes.
  std::size_t block_bytes(std::size_t time_bytes) const {
    return time * (time_bytes + 1) + type * std::size_t{6} + chars + leap * (time_bytes + 4) +
           isstd + isut;
  }
};

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = static_cast<unsigned char>(bytes.front()) < 0x80 ? 0 : ~std::uint64_t{0};
  for (const char byte : bytes) {
    value = (value << 8U) | static_cast<unsigned char>(byte);
  }
  return static_cast<std::int64_t>(value);
}

std::optional<Counts> read_header(std::string_view bytes) {
  if (bytes.size() < header_bytes || !bytes.starts_with("TZif")) {
    return std::nullopt;
  }
  std::array<std::uint32_t, 6> counts{};
  for (std::size_t index = 0; index < counts.size(); ++index) {
    counts.at(index) = static_cast<std::uint32_t>(big_endian(bytes.substr(20 + 4 * index, 4)));
  }
  return Counts{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

struct Table {
  std::int32_t first_offset_s = 0;
  std::vector<TimeZone::Change> changes = {};
};

/// The block behind a header; nullopt: its numbers make no sense.
std::optional<Table> read_block(std::string_view block,
                                const Counts& counts,
                                std::size_t time_bytes) {
  const std::string_view times = block.substr(0, counts.time * time_bytes);
  const std::string_view indices = block.substr(times.size(), counts.time);
  const std::string_view types =
      block.substr(times.size() + indices.size(), counts.type * std::size_t{6});
  std::vector<std::int32_t> offsets;
  for (std::size_t type = 0; type < counts.type; ++type) {
    const std::int64_t offset = big_endian(types.substr(type * 6, 4));
    if (offset < -largest_offset_s || offset > largest_offset_s) {
      return std::nullopt;
    }
    offsets.push_back(static_cast<std::int32_t>(offset));
  }
  Table table{.first_offset_s = offsets.front()};
  for (std::size_t index = 0; index < counts.time; ++index) {
    const std::int64_t at = big_endian(times.substr(index * time_bytes, time_bytes));
    const auto type = static_cast<unsigned char>(indices[index]);
    const bool in_order = table.changes.empty() || at > table.changes.back().at_unix_s;
    if (type >= offsets.size() || !in_order) {
      return std::nullopt;
    }
    table.changes.push_back({at, offsets[type]});
  }
  return table;
}

/// Reads what a POSIX TZ text consists of, from front to back.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool take(char expected) {
    if (!rest_.starts_with(expected)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  /// "CET" or "<+01>".
  bool take_abbreviation() {
    std::size_t end = 0;
    if (rest_.starts_with('<')) {
      end = rest_.find('>');
      end = end == std::string_view::npos ? 0 : end + 1;
    } else {
      while (end < rest_.size() && is_letter(rest_[end])) {
        ++end;
      }
    }
    rest_.remove_prefix(end);
    return end >= 3;
  }

  std::optional<std::int32_t> take_number() {
    std::size_t digits = 0;
    std::int32_t value = 0;
    for (; digits < rest_.size() && digits < 3 && is_digit(rest_[digits]); ++digits) {
      value = value * 10 + (rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(value);
  }

  /// "[+-]hh[:mm[:ss]]" in seconds.
  std::optional<std::int32_t> take_time() {
    const std::int32_t sign = take('-') ? -1 : 1;
    if (sign == 1) {
      take('+');
    }
    const std::optional<std::int32_t> hours = take_number();
    std::int32_t seconds = hours.value_or(0) * 3600;
    for (const std::int32_t unit : {60, 1}) {
      if (take(':')) {
        seconds += take_number().value_or(longest_rule_time_s) * unit;
      }
    }
    const bool fits = hours && seconds <= longest_rule_time_s;
    return fits ? std::optional(sign * seconds) : std::nullopt;
  }

 private:
  std::string_view rest_;
};

/// "M3.5.0/2": on the last Sunday of March at two o'clock.
struct Turn {
  unsigned month = 0;
  unsigned week = 0;  ///< 5: the last
  unsigned weekday = 0;
  std::int32_t time_s = 2 * 3600;  ///< of the clock that goes until then

  std::int64_t local_s_in(int year) const {
    using namespace std::chrono;
    const year_month in = std::chrono::year{year} / static_cast<int>(month);
    const sys_days day = week == 5 ? sys_days{in / std::chrono::weekday{weekday}[last]}
                                   : sys_days{in / std::chrono::weekday{weekday}[week]};
    return seconds{day.time_since_epoch()}.count() + time_s;
  }
};

std::optional<Turn> read_turn(RuleReader& reader) {
  if (!reader.take(',') || !reader.take('M')) {
    return std::nullopt;
  }
  constexpr std::int32_t none = -1;
  const std::int32_t month = reader.take_number().value_or(none);
  const std::int32_t week = reader.take('.') ? reader.take_number().value_or(none) : none;
  const std::int32_t weekday = reader.take('.') ? reader.take_number().value_or(none) : none;
  if (month < 1 || month > 12 || week < 1 || week > 5 || weekday < 0 || weekday > 6) {
    return std::nullopt;
  }
  Turn turn{.month = static_cast<unsigned>(month),
            .week = static_cast<unsigned>(week),
            .weekday = static_cast<unsigned>(weekday)};
  if (reader.take('/')) {
    const std::optional<std::int32_t> time = reader.take_time();
    if (!time) {
      return std::nullopt;
    }
    turn.time_s = *time;
  }
  return turn;
}

/// What holds after the last change of the table: "CET-1CEST,M3.5.0,M10.5.0/3".
struct Footer {
  std::int32_t standard_s = 0;
  std::int32_t summer_s = 0;
  std::optional<std::pair<Turn, Turn>> turns = {};  ///< to summer time, and back
};

std::optional<Footer> read_footer(std::string_view text) {
  RuleReader reader(text);
  const bool named = reader.take_abbreviation();
  const std::optional<std::int32_t> west = reader.take_time();
  if (!named || !west) {
    return std::nullopt;
  }
  Footer footer{.standard_s = -*west};
  if (reader.done()) {
    return footer;
  }
  if (!reader.take_abbreviation()) {
    return std::nullopt;
  }
  footer.summer_s = footer.standard_s + 3600;
  if (const std::optional<std::int32_t> other = reader.take_time()) {
    footer.summer_s = -*other;
  }
  const std::optional<Turn> to_summer = read_turn(reader);
  const std::optional<Turn> back = to_summer ? read_turn(reader) : std::nullopt;
  if (!back || !reader.done()) {
    return std::nullopt;
  }
  footer.turns = {*to_summer, *back};
  return footer;
}

int year_of(std::int64_t unix_s) {
  const auto day =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{unix_s}});
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

void add_years(const Footer& footer, std::vector<TimeZone::Change>& changes) {
  if (!footer.turns) {
    return;
  }
  std::vector<TimeZone::Change> more;
  const int first_year = changes.empty() ? 1970 : std::max(1970, year_of(changes.back().at_unix_s));
  for (int year = first_year; year <= last_year; ++year) {
    const auto& [to_summer, back] = *footer.turns;
    more.push_back({to_summer.local_s_in(year) - footer.standard_s, footer.summer_s});
    more.push_back({back.local_s_in(year) - footer.summer_s, footer.standard_s});
  }
  std::stable_sort(more.begin(), more.end(), [](const auto& left, const auto& right) {
    return left.at_unix_s < right.at_unix_s;
  });
  for (const TimeZone::Change& change : more) {
    if (changes.empty() || change.at_unix_s > changes.back().at_unix_s) {
      changes.push_back(change);
    }
  }
}

}  // namespace

Result<TimeZone> parse_time_zone(std::string_view bytes) {
  std::optional<Counts> counts = read_header(bytes);
  if (!counts) {
    return refuse_zone("the file is no TZif");
  }
  const bool has_long_times = bytes[4] >= '2';
  std::size_t time_bytes = 4;
  if (has_long_times) {
    const std::size_t skipped = header_bytes + counts->block_bytes(4);
    bytes.remove_prefix(std::min(skipped, bytes.size()));
    counts = read_header(bytes);
    time_bytes = 8;
  }
  if (!counts || counts->time > most_changes || counts->type > most_types || counts->type == 0 ||
      bytes.size() - header_bytes < counts->block_bytes(time_bytes)) {
    return refuse_zone("the file ends too early or is too large");
  }
  bytes.remove_prefix(header_bytes);
  std::optional<Table> table = read_block(bytes, *counts, time_bytes);
  if (!table) {
    return refuse_zone("a number in the file makes no sense");
  }
  bytes.remove_prefix(counts->block_bytes(time_bytes));
  if (has_long_times && bytes.size() > 2) {
    const std::string_view text = bytes.substr(1, bytes.find('\n', 1) - 1);
    const std::optional<Footer> footer = read_footer(text);
    if (!footer) {
      return refuse_zone("the rule at the end of the file is of an unknown form");
    }
    add_years(*footer, table->changes);
  }
  return TimeZone(table->first_offset_s, std::move(table->changes));
}

}  // namespace firedrill
