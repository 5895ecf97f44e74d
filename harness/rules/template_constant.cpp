#include "harness/rules/template_constant.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::rules {
namespace {

Error bad_literal(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

/// The number that Go reads: a whole one unless it has a point or an exponent.
std::optional<TemplateValue> number_in(std::string_view text) {
  if (text.find_first_of(".eE") != std::string_view::npos && !text.starts_with("0x")) {
    const std::optional<double> number = promql::parse_number(text);
    return number ? std::optional<TemplateValue>(*number) : std::nullopt;
  }
  const bool negative = text.starts_with('-');
  text.remove_prefix(negative || text.starts_with('+') ? 1 : 0);
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  const bool octal = !hexadecimal && text.size() > 1 && text.starts_with('0');
  text.remove_prefix(hexadecimal ? 2 : 0);
  std::int64_t value = 0;
  const int base = hexadecimal ? 16 : octal ? 8 : 10;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || text.starts_with('-')) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

Result<Constant> read_quoted(const TemplateToken& token) {
  const Result<std::string> text = promql::unquote(token.text);
  if (!text) {
    return bad_literal(text.error().message);
  }
  if (token.kind != TemplateTokenKind::character_constant) {
    return Constant{*text, token.text};
  }
  std::string_view rest = *text;
  const char32_t character = rest.empty() ? 0 : promql::take_code_point(rest);
  if (text->empty() || !rest.empty()) {
    return bad_literal("malformed character constant: " + token.text);
  }
  return Constant{static_cast<std::int64_t>(character), token.text};
}

}  // namespace

Result<Constant> read_constant(const TemplateToken& token) {
  if (token.kind == TemplateTokenKind::boolean) {
    return Constant{token.text == "true", token.text};
  }
  if (token.kind == TemplateTokenKind::nil) {
    return Constant{TemplateNil{}, token.text};
  }
  if (token.kind != TemplateTokenKind::number) {
    return read_quoted(token);
  }
  if (const std::optional<TemplateValue> number = number_in(token.text)) {
    return Constant{*number, token.text};
  }
  return bad_literal(fmt::format("bad number syntax: {}", promql::quote(token.text)));
}

}  // namespace firedrill::rules
