#include "harness/rules/field_readers.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/duration_text.hpp"
#include "harness/promql/parse_mistake.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/values.hpp"
#include "harness/text/yaml_parse.hpp"
#include "harness/text/yaml_place.hpp"

namespace firedrill::rules {
namespace {

/// Several of them added and multiplied still fit 64 bits of ns.
constexpr Duration longest_duration_text = std::chrono::hours{24 * 365 * 10};

/// 0, or a duration of zeros only (0m0s), which PromQL itself does not take.
bool is_zero(std::string text) {
  if (text.find_first_of("123456789") != std::string::npos) {
    return false;
  }
  std::replace(text.begin(), text.end(), '0', '1');
  return text == "1" || promql::parse_duration(text).has_value();
}

}  // namespace

std::optional<std::string> read_text(const Json& json,
                                     std::string_view name,
                                     Diagnostics& diagnostics) {
  std::optional<std::string> text = scalar_text(json);
  if (!text && !json.is_null()) {
    report_wrong_kind(json, name, "a text", diagnostics);
  }
  return text;
}

std::optional<Duration> read_duration_text(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text || is_zero(*text)) {
    return text ? std::optional(Duration{}) : std::nullopt;
  }
  const Result<Duration> duration = promql::parse_duration(*text);
  if (!duration || *duration > longest_duration_text) {
    diagnostics.error(json.span(),
                      fmt::format("{} cannot be {}", quote(name), quote(*text)),
                      duration ? "at most 10y" : "expected a duration such as 30s, 5m or 1h30m");
    return std::nullopt;
  }
  return *duration;
}

std::optional<Texts> read_texts(const Json& json, std::string_view name, Diagnostics& diagnostics) {
  if (!json.is_object()) {
    if (!json.is_null()) {
      report_wrong_kind(json, name, "a mapping of names to texts", diagnostics);
    }
    return std::nullopt;
  }
  Texts texts;
  for (const JsonMember& member : json.members()) {
    if (std::optional<std::string> text = read_text(member.value, member.key, diagnostics)) {
      texts.emplace_back(member.key, *std::move(text));
    }
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

void report_in_text(const Json& json,
                    std::string_view problem,
                    const Error& error,
                    Diagnostics& diagnostics) {
  const promql::ParseMistake mistake = promql::mistake_of(error);
  const std::size_t begin =
      place_in_scalar(diagnostics.source(), json.span(), mistake.line, mistake.column);
  diagnostics.error({begin, begin + 1}, fmt::format("{}: {}", problem, mistake.message));
}

std::optional<promql::Expression> read_expression(const Json& json,
                                                  std::string_view name,
                                                  Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  Result<promql::Expression> expression = promql::parse(*text);
  if (!expression) {
    report_in_text(json, "could not parse expression", expression.error(), diagnostics);
    return std::nullopt;
  }
  return *std::move(expression);
}

}  // namespace firedrill::rules
