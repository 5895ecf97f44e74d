#include "harness/promql/regex_escape.hpp"

#include <cassert>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/character_set.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

bool starts_octal(std::string_view text) {
  return !text.empty() && is_octal_digit(text.front());
}

std::optional<unsigned> take_hex_digit(std::string_view& rest) {
  const auto digit = rest.empty() ? std::nullopt : hex_value(rest.front());
  if (!rest.empty()) {
    take_code_point(rest);
  }
  return digit;
}

/// \x41 or \x{1F600}, after the x. What was looked at is taken, for messages like Go's.
std::optional<char32_t> take_hex_value(std::string_view& rest) {
  if (rest.substr(0, 1) != "{") {
    const auto high = take_hex_digit(rest);
    const auto low = take_hex_digit(rest);
    return high && low ? std::optional<char32_t>{*high * 16 + *low} : std::nullopt;
  }
  rest.remove_prefix(1);
  const std::string_view digits = rest;
  char32_t value = 0;
  while (rest.substr(0, 1) != "}") {
    const auto digit = take_hex_digit(rest);
    if (!digit) {
      return std::nullopt;
    }
    value = value * 16 + *digit;
    if (value > last_code_point) {
      return std::nullopt;
    }
  }
  const bool any = rest.size() < digits.size();
  rest.remove_prefix(1);
  return any ? std::optional{value} : std::nullopt;
}

/// \12 or \0: up to three octal digits; one digit other than 0 alone would be a back-reference.
std::optional<char32_t> take_octal(std::string_view& rest) {
  if (rest.front() != '0' && !starts_octal(rest.substr(1))) {
    return std::nullopt;
  }
  char32_t value = 0;
  for (int digits = 0; digits < 3 && starts_octal(rest); ++digits) {
    value = value * 8 + static_cast<char32_t>(rest.front() - '0');
    rest.remove_prefix(1);
  }
  return value;
}

std::optional<char32_t> control_character(char letter) {
  constexpr std::string_view letters = "afnrtv";
  constexpr std::string_view values = "\a\f\n\r\t\v";
  const std::size_t found = letters.find(letter);
  return found == letters.npos ? std::nullopt
                               : std::optional<char32_t>{static_cast<unsigned char>(values[found])};
}

/// The single character of an escape, from its backslash on.
Result<char32_t> take_escaped_character(std::string_view& rest) {
  const std::string_view whole = rest;
  rest.remove_prefix(1);
  if (rest.empty()) {
    return regex_error("trailing backslash at end of expression", "");
  }
  const char letter = rest.front();
  std::optional<char32_t> character;
  if (starts_octal(rest)) {
    character = take_octal(rest);
  } else if (letter == 'x') {
    rest.remove_prefix(1);
    character = take_hex_value(rest);
  } else if (!is_word(letter) || letter == '_') {
    character = take_code_point(rest);
    if (*character >= 0x80) {
      character.reset();
    }
  } else {
    character = control_character(letter);
    rest.remove_prefix(1);
  }
  if (character) {
    return *character;
  }
  const std::size_t used = whole.size() - rest.size();
  return regex_error("invalid escape sequence", whole.substr(0, used < 2 ? 2 : used));
}

/// [:alpha:] or [:^alpha:] inside brackets; nothing if the text is not of that form.
Result<std::optional<CharacterSet>> take_posix_class(std::string_view& rest) {
  const std::size_t end = rest.find(":]", 2);
  if (rest.substr(0, 2) != "[:" || end == rest.npos) {
    return std::optional<CharacterSet>{};
  }
  std::string_view name = rest.substr(2, end - 2);
  const bool negated = !name.empty() && name.front() == '^';
  name.remove_prefix(negated ? 1 : 0);
  auto set = posix_class(name);
  if (!set) {
    return regex_error("invalid character class range", rest.substr(0, end + 2));
  }
  rest.remove_prefix(end + 2);
  return negated ? std::optional{complement(std::move(*set))} : std::move(set);
}

Result<char32_t> take_class_character(std::string_view& rest) {
  if (rest.front() == '\\') {
    return take_escaped_character(rest);
  }
  return take_code_point(rest);
}

bool is_perl_class(std::string_view rest) {
  return rest.size() > 1 && rest.front() == '\\' && perl_class(rest[1]).has_value();
}

/// One member of a class: a named class, a character or a range.
Result<CharacterSet> take_member(std::string_view& rest, std::string_view bracket) {
  auto named = take_posix_class(rest);
  if (!named) {
    return named.error();
  }
  if (*named) {
    return std::move(**named);
  }
  if (is_perl_class(rest) || rest.substr(0, 2) == "\\p" || rest.substr(0, 2) == "\\P") {
    return take_escaped_set(rest);
  }
  const std::string_view whole = rest;
  auto low = take_class_character(rest);
  if (!low) {
    return low.error();
  }
  auto high = low;
  if (rest.size() >= 2 && rest.front() == '-' && rest[1] != ']') {
    rest.remove_prefix(1);
    high = take_class_character(rest);
    if (!high) {
      return high.error();
    }
    if (*high < *low) {
      return regex_error("invalid character class range",
                         whole.substr(0, whole.size() - rest.size()));
    }
  }
  if (rest.empty()) {
    return regex_error("missing closing ]", bracket);
  }
  return CharacterSet{{{*low, *high}}};
}

}  // namespace

Error regex_error(std::string_view problem, std::string_view culprit) {
  return Error{ErrorCode::invalid_input,
               fmt::format("error parsing regexp: {}: `{}`", problem, culprit)};
}

Result<BracketClass> take_class(std::string_view& rest) {
  const std::string_view bracket = rest;
  rest.remove_prefix(1);
  BracketClass result{{}, !rest.empty() && rest.front() == '^'};
  rest.remove_prefix(result.negated ? 1 : 0);
  bool first = true;  // a ] that comes first stands for itself
  while (!rest.empty() && (first || rest.front() != ']')) {
    first = false;
    auto member = take_member(rest, bracket);
    if (!member) {
      return member.error();
    }
    result.members.ranges.insert(
        result.members.ranges.end(), member->ranges.begin(), member->ranges.end());
  }
  if (rest.empty()) {
    return regex_error("missing closing ]", bracket);
  }
  rest.remove_prefix(1);
  return result;
}

Result<CharacterSet> take_escaped_set(std::string_view& rest) {
  assert(rest.front() == '\\');
  if (is_perl_class(rest)) {
    auto set = perl_class(rest[1]);
    rest.remove_prefix(2);
    return std::move(*set);
  }
  if (rest.substr(0, 2) == "\\p" || rest.substr(0, 2) == "\\P") {
    return regex_error("Unicode classes are not supported", rest.substr(0, 2));
  }
  auto character = take_escaped_character(rest);
  if (!character) {
    return character.error();
  }
  return CharacterSet{{{*character, *character}}};
}

}  // namespace firedrill::promql
