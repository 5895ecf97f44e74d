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

/// A named class, folded if it shall be, then negated if it is.
CharacterSet class_of(CharacterSet set, bool negated, CaseRule rule) {
  if (rule == CaseRule::folded) {
    fold_case(set);
  }
  return negated ? complement(std::move(set)) : set;
}

/// [:alpha:] or [:^alpha:] inside brackets; nothing if the text is not of that form.
Result<std::optional<CharacterSet>> take_posix_class(std::string_view& rest, CaseRule rule) {
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
  return std::optional{class_of(std::move(*set), negated, rule)};
}

Result<char32_t> take_class_character(std::string_view& rest) {
  if (rest.front() == '\\') {
    return take_escaped_character(rest);
  }
  return take_code_point(rest);
}

bool is_unicode_class(std::string_view rest) {
  return rest.substr(0, 2) == "\\p" || rest.substr(0, 2) == "\\P";
}

/// \pL, \p{Lu}, \p{^Lu} and the same with \P.
Result<CharacterSet> take_unicode_class(std::string_view& rest, CaseRule rule) {
  const std::string_view whole = rest;
  bool negated = rest[1] == 'P';
  rest.remove_prefix(2);
  std::string_view name = rest;
  if (rest.substr(0, 1) == "{") {
    const std::size_t end = rest.find('}');
    if (end == rest.npos) {
      return regex_error("invalid character class range", whole);
    }
    name = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  } else if (!rest.empty()) {
    take_code_point(rest);
    name.remove_suffix(rest.size());
  }
  if (name.substr(0, 1) == "^") {
    negated = !negated;
    name.remove_prefix(1);
  }
  auto set = unicode_class(name);
  if (!set) {
    const bool script = name.size() > 2;
    return regex_error(script ? "invalid character class range (scripts are not supported)"
                              : "invalid character class range",
                       whole.substr(0, whole.size() - rest.size()));
  }
  return class_of(std::move(*set), negated, rule);
}

bool is_perl_class(std::string_view rest) {
  return rest.size() > 1 && rest.front() == '\\' && perl_class(rest[1]).has_value();
}

/// One member of a class: a named class, a character or a range.
Result<CharacterSet> take_member(std::string_view& rest, std::string_view bracket, CaseRule rule) {
  auto named = take_posix_class(rest, rule);
  if (!named) {
    return named.error();
  }
  if (*named) {
    return std::move(**named);
  }
  if (is_perl_class(rest) || is_unicode_class(rest)) {
    return take_escaped_set(rest, rule);
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

Result<BracketClass> take_class(std::string_view& rest, CaseRule rule) {
  const std::string_view bracket = rest;
  rest.remove_prefix(1);
  BracketClass result{{}, !rest.empty() && rest.front() == '^'};
  rest.remove_prefix(result.negated ? 1 : 0);
  bool first = true;  // a ] that comes first stands for itself
  while (!rest.empty() && (first || rest.front() != ']')) {
    first = false;
    auto member = take_member(rest, bracket, rule);
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

Result<CharacterSet> take_escaped_set(std::string_view& rest, CaseRule rule) {
  assert(rest.front() == '\\');
  if (is_perl_class(rest)) {
    const bool negated = to_lower(rest[1]) != rest[1];
    auto set = perl_class(to_lower(rest[1]));
    rest.remove_prefix(2);
    return class_of(std::move(*set), negated, rule);
  }
  if (is_unicode_class(rest)) {
    return take_unicode_class(rest, rule);
  }
  auto character = take_escaped_character(rest);
  if (!character) {
    return character.error();
  }
  return CharacterSet{{{*character, *character}}};
}

}  // namespace firedrill::promql
