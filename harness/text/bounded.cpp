#include "harness/text/bounded.hpp"

#include <fmt/format.h>

#include "harness/text/escape.hpp"

namespace firedrill {

std::optional<Duration> duration_in(ObjectReader& reader,
                                    std::string_view key,
                                    DurationRange range) {
  const std::optional<Duration> value = reader.duration(key).optional();
  if (!value || (*value >= range.least && *value <= range.most)) {
    return value;
  }
  const std::string expected =
      range.most == longest_duration
          ? fmt::format("at least {}", to_text(range.least))
          : fmt::format("{} to {}", to_text(range.least), to_text(range.most));
  reader.error(key,
               fmt::format("{} must be {}, found \"{}\"", quote(key), expected, to_text(*value)),
               "expected " + expected);
  return std::nullopt;
}

std::optional<double> number_in(ObjectReader& reader, std::string_view key, NumberRange range) {
  const std::optional<double> value = reader.number(key).optional();
  if (!value || (*value >= range.least && *value <= range.most)) {
    return value;
  }
  const std::string expected = fmt::format("a number from {} to {}", range.least, range.most);
  report_wrong_kind(*reader.node().find(key), key, expected, reader.diagnostics());
  return std::nullopt;
}

}  // namespace firedrill
