#include "harness/promql/quoting.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::promql {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t largest_code_point = 0x10FFFF;

struct Escape {
  char letter;
  char value;
};

constexpr Escape simple_escapes[] = {{'a', '\a'},
                                     {'b', '\b'},
                                     {'f', '\f'},
                                     {'n', '\n'},
                                     {'r', '\r'},
                                     {'t', '\t'},
                                     {'v', '\v'},
                                     {'\\', '\\'}};

std::optional<unsigned> digit_value(char digit, unsigned base) {
  const std::optional<unsigned> value = hex_value(digit);
  return value < base ? value : std::nullopt;
}

bool is_surrogate(char32_t code_point) {
  return code_point >= 0xD800 && code_point <= 0xDFFF;
}

/// A numeric escape: its digits, their base and the largest value.
struct NumericEscape {
  std::size_t digits;
  unsigned base;
  char32_t largest;
};

std::optional<NumericEscape> numeric_escape(char letter) {
  switch (letter) {
    case 'x':
      return NumericEscape{2, 16, 0xFF};
    case 'u':
      return NumericEscape{4, 16, largest_code_point};
    case 'U':
      return NumericEscape{8, 16, largest_code_point};
    default:
      if (is_octal_digit(letter)) {
        return NumericEscape{3, 8, 0xFF};
      }
      return std::nullopt;
  }
}

Error bad_escape(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

/// Go's %#U: U+0071 'q', or U+000A for what cannot be shown.
std::string name_of_character(std::string_view rest) {
  const std::string_view whole = rest;
  const char32_t code_point = take_code_point(rest);
  const std::string name = fmt::format("U+{:04X}", static_cast<std::uint32_t>(code_point));
  return is_printable(code_point)
             ? fmt::format("{} '{}'", name, whole.substr(0, whole.size() - rest.size()))
             : name;
}

/// The digits after the letter of a numeric escape (the octal form has no letter).
Result<std::string> take_numeric(std::string_view& rest, const NumericEscape& escape) {
  char32_t value = 0;
  for (std::size_t i = 0; i < escape.digits; ++i) {
    const auto digit = digit_value(rest.front(), escape.base);
    if (!digit) {
      return bad_escape(
          fmt::format("illegal character {} in escape sequence", name_of_character(rest)));
    }
    value = value * escape.base + *digit;
    rest.remove_prefix(1);
  }
  if (value > escape.largest || (escape.digits >= 4 && is_surrogate(value))) {
    return bad_escape("escape sequence is an invalid Unicode code point");
  }
  std::string out;
  if (escape.digits >= 4) {
    append_utf8(out, value);
  } else {
    out.push_back(static_cast<char>(value));
  }
  return out;
}

/// Reads what follows a backslash.
Result<std::string> take_escape(std::string_view& rest, char quotation) {
  assert(!rest.empty());
  const char letter = rest.front();
  if (letter == quotation) {
    rest.remove_prefix(1);
    return std::string(1, letter);
  }
  for (const Escape& escape : simple_escapes) {
    if (escape.letter == letter) {
      rest.remove_prefix(1);
      return std::string(1, escape.value);
    }
  }
  const auto numeric = numeric_escape(letter);
  if (!numeric) {
    return bad_escape(fmt::format("unknown escape sequence {}", name_of_character(rest)));
  }
  if (numeric->base == 16) {
    rest.remove_prefix(1);
  }
  return take_numeric(rest, *numeric);
}

}  // namespace

char32_t take_code_point(std::string_view& text) {
  assert(!text.empty());
  const CodePoint first = decode_code_point(text, 0);
  text.remove_prefix(first.length);
  return first.valid ? first.value : replacement;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t code_point = take_code_point(text);
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    const Escape* escape = nullptr;
    for (const Escape& candidate : simple_escapes) {
      escape = bytes.front() == candidate.value ? &candidate : escape;
    }
    if (escape != nullptr) {
      out += {'\\', escape->letter};
    } else if (bytes == "\"") {
      out += "\\\"";
    } else if (code_point < 0x20 || code_point == 0x7F ||
               (code_point == replacement && bytes.size() == 1)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
    } else {
      out += bytes;
    }
  }
  return out + '"';
}

Result<std::string> unquote(std::string_view literal) {
  assert(literal.size() >= 2 && literal.front() == literal.back());
  const char quotation = literal.front();
  if (quotation == '`') {
    return std::string(literal.substr(1, literal.size() - 2));
  }
  std::string out;
  // The closing quotation mark stays, to end a numeric escape that is too short.
  std::string_view rest = literal.substr(1);
  while (rest.size() > 1) {
    const char next = rest.front();
    rest.remove_prefix(1);
    if (next != '\\') {
      out.push_back(next);
      continue;
    }
    auto escaped = take_escape(rest, quotation);
    if (!escaped) {
      return escaped.error();
    }
    out += *escaped;
  }
  return out;
}

}  // namespace firedrill::promql
