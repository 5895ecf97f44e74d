#include "harness/text/values.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

constexpr std::size_t longest_identifier = 100;

constexpr std::string_view a_duration = R"(a duration such as "250ms")";
constexpr std::string_view a_ratio = R"(a ratio from 0 to 1 such as 0.05 or "5%")";
constexpr std::string_view a_rate = R"(a rate such as "40/s")";
constexpr std::string_view a_size = R"(a size such as "4KiB")";
constexpr std::string_view timestamp_wanted =
    R"(a date and time with zone such as "2023-11-09T09:45:00+01:00")";

std::string number_text(const Json& json) {
  return json.is_integer() ? std::to_string(json.as_integer())
                           : fmt::format("{}", json.as_number());
}

/// A text that `parse` understands. The parser's message names the text and the expected form.
template <class T>
std::optional<T> taken(Result<T> result, const Json& json, std::string_view name, Diagnostics& to) {
  if (result) {
    return std::move(*result);
  }
  const std::string& message = result.error().message;
  const std::size_t split = message.rfind("; ");
  if (split == std::string::npos) {
    to.error(json.span(), fmt::format("{}: {}", quote(name), message));
  } else {
    to.error(json.span(),
             fmt::format("{}: {}", quote(name), message.substr(0, split)),
             message.substr(split + 2));
  }
  return std::nullopt;
}

void report_bare_number(const Json& json,
                        std::string_view name,
                        std::string_view expected,
                        std::pair<std::string_view, std::string_view> units,
                        Diagnostics& diagnostics) {
  const std::string number = number_text(json);
  diagnostics.error(
      json.span(),
      fmt::format("{} must be {}, found {}", quote(name), expected, json.described()),
      fmt::format("write \"{0}{1}\" or \"{0}{2}\"", number, units.first, units.second));
}

bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '.' || letter == '-';
  });
}

}  // namespace

void report_wrong_kind(const Json& json,
                       std::string_view name,
                       std::string_view expected,
                       Diagnostics& diagnostics) {
  diagnostics.error(json.span(),
                    fmt::format("{} must be {}, found {}", quote(name), expected, json.described()),
                    fmt::format("expected {}", expected));
}

std::optional<Duration> read_duration(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics,
                                      DurationRules rules) {
  if (json.is_number()) {
    report_bare_number(json, name, a_duration, {"ms", "s"}, diagnostics);
    return std::nullopt;
  }
  if (!json.is_string()) {
    report_wrong_kind(json, name, a_duration, diagnostics);
    return std::nullopt;
  }
  return taken(parse_duration(json.as_string(), rules), json, name, diagnostics);
}

std::optional<double> read_ratio(const Json& json,
                                 std::string_view name,
                                 Diagnostics& diagnostics) {
  if (json.is_string()) {
    return taken(parse_ratio(json.as_string()), json, name, diagnostics);
  }
  if (!json.is_number()) {
    report_wrong_kind(json, name, a_ratio, diagnostics);
    return std::nullopt;
  }
  const double value = json.as_number();
  if (value >= 0.0 && value <= 1.0) {
    return value;
  }
  const bool percent_meant = value > 1.0 && value <= 100.0;
  diagnostics.error(
      json.span(),
      fmt::format("{} must be {}, found {}", quote(name), a_ratio, json.described()),
      percent_meant ? fmt::format("write \"{}%\"", number_text(json)) : "expected 0 to 1");
  return std::nullopt;
}

std::optional<Rate> read_rate(const Json& json, std::string_view name, Diagnostics& diagnostics) {
  if (json.is_number()) {
    report_bare_number(json, name, a_rate, {"/s", "/m"}, diagnostics);
    return std::nullopt;
  }
  if (!json.is_string()) {
    report_wrong_kind(json, name, a_rate, diagnostics);
    return std::nullopt;
  }
  return taken(parse_rate(json.as_string()), json, name, diagnostics);
}

std::optional<std::int64_t> read_size(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics) {
  if (json.is_number()) {
    report_bare_number(json, name, a_size, {"B", "KiB"}, diagnostics);
    return std::nullopt;
  }
  if (!json.is_string()) {
    report_wrong_kind(json, name, a_size, diagnostics);
    return std::nullopt;
  }
  return taken(parse_size(json.as_string()), json, name, diagnostics);
}

std::optional<Timestamp> read_timestamp(const Json& json,
                                        std::string_view name,
                                        Diagnostics& diagnostics) {
  if (!json.is_string()) {
    report_wrong_kind(json, name, timestamp_wanted, diagnostics);
    return std::nullopt;
  }
  return taken(parse_timestamp(json.as_string()), json, name, diagnostics);
}

std::optional<std::int64_t> read_integer(const Json& json,
                                         std::string_view name,
                                         Diagnostics& diagnostics,
                                         IntegerRange range) {
  constexpr IntegerRange any;
  const bool bounded = range.least != any.least || range.most != any.most;
  std::string expected = "a whole number";
  if (bounded && range.most == any.most) {
    expected += fmt::format(", at least {}", range.least);
  } else if (bounded && range.least == any.least) {
    expected += fmt::format(", at most {}", range.most);
  } else if (bounded) {
    expected += fmt::format(" from {} to {}", range.least, range.most);
  }
  const bool fits =
      json.is_integer() && json.as_integer() >= range.least && json.as_integer() <= range.most;
  if (!fits) {
    report_wrong_kind(json, name, expected, diagnostics);
    return std::nullopt;
  }
  return json.as_integer();
}

std::optional<double> read_number(const Json& json,
                                  std::string_view name,
                                  Diagnostics& diagnostics) {
  if (!json.is_number()) {
    report_wrong_kind(json, name, "a number", diagnostics);
    return std::nullopt;
  }
  return json.as_number();
}

std::optional<bool> read_boolean(const Json& json,
                                 std::string_view name,
                                 Diagnostics& diagnostics) {
  if (!json.is_boolean()) {
    report_wrong_kind(json, name, "true or false", diagnostics);
    return std::nullopt;
  }
  return json.as_boolean();
}

std::optional<std::string> read_string(const Json& json,
                                       std::string_view name,
                                       Diagnostics& diagnostics) {
  if (!json.is_string()) {
    report_wrong_kind(json, name, "text in double quotes", diagnostics);
    return std::nullopt;
  }
  if (json.as_string().empty()) {
    diagnostics.error(json.span(), fmt::format("{} is empty", quote(name)), "expected some text");
    return std::nullopt;
  }
  return json.as_string();
}

std::optional<std::string> read_identifier(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics) {
  if (!json.is_string()) {
    report_wrong_kind(json, name, "a name in double quotes", diagnostics);
    return std::nullopt;
  }
  const std::string& text = json.as_string();
  if (!is_identifier(text)) {
    diagnostics.error(json.span(),
                      fmt::format("{} must be a name, found {}", quote(name), quote(text)),
                      R"(expected letters a-z, digits, "_", "." and "-")");
    return std::nullopt;
  }
  if (text.size() > longest_identifier) {
    diagnostics.error(json.span(),
                      fmt::format("{} has {} letters", quote(name), text.size()),
                      fmt::format("expected at most {}", longest_identifier));
    return std::nullopt;
  }
  return text;
}

}  // namespace firedrill
