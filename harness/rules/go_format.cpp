#include "harness/rules/go_format.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::rules {
namespace {

constexpr int widest = 1'000'000;  // as in Go

/// What stands between % and the verb.
struct Directive {
  bool plus = false;
  bool minus = false;
  bool space = false;
  bool zero = false;
  bool sharp = false;
  std::optional<int> width = {};
  std::optional<int> precision = {};
  char verb = 0;
};

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for_each_code_point(text, [&](const CodePoint&, std::string_view) { ++count; });
  return count;
}

std::string cut(std::string_view text, const Directive& directive) {
  std::size_t end = 0;
  int left = directive.precision.value_or(widest);
  while (end < text.size() && left-- > 0) {
    end += decode_code_point(text, end).length;
  }
  return std::string(text.substr(0, end));
}

std::string padded(std::string text, const Directive& directive) {
  const auto width = static_cast<std::size_t>(directive.width.value_or(0));
  const std::size_t length = characters(text);
  if (length >= width) {
    return text;
  }
  const std::string fill(width - length, directive.zero && !directive.minus ? '0' : ' ');
  return directive.minus ? text + fill : fill + text;
}

/// Pads a number: zeros go between its sign and its digits.
std::string padded_number(std::string text, const Directive& directive) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.erase(0, 1);
  }
  const std::string sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  if (directive.zero && !directive.minus && directive.width) {
    Directive digits = directive;
    digits.width = std::max(*directive.width - static_cast<int>(sign.size()), 0);
    return sign + padded(std::move(text), digits);
  }
  return padded(sign + text, directive);
}

std::string hexadecimal(std::string_view bytes, char verb) {
  std::string out;
  for (const char byte : bytes) {
    const unsigned value = static_cast<unsigned char>(byte);
    out += verb == 'x' ? fmt::format("{:02x}", value) : fmt::format("{:02X}", value);
  }
  return out;
}

/// 0x1.8p+00: as C's %a, but with two digits of exponent at least.
std::string hexadecimal_number(double value, std::optional<int> precision) {
  std::string text =
      precision ? fmt::format("{:.{}a}", value, *precision) : fmt::format("{:a}", value);
  const std::size_t digits = text.find('p') + 2;
  return digits + 1 == text.size() ? text.insert(digits, "0") : text;
}

std::optional<std::string> format_double(double value, const Directive& directive) {
  constexpr std::string_view verbs = "vfFeEgGx";
  if (verbs.find(directive.verb) == std::string_view::npos) {
    return std::nullopt;
  }
  if (!std::isfinite(value)) {
    Directive plain = directive;  // Infinity has its sign always, and neither has zeros before it
    plain.zero = false;
    plain.plus = plain.plus || value > 0;
    return padded_number(std::isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf", plain);
  }
  const bool shortest = directive.verb == 'v' || directive.verb == 'g' || directive.verb == 'G';
  if (shortest && !directive.precision) {
    std::string text = promql::short_number(value);
    std::replace(text.begin(), text.end(), 'e', directive.verb == 'G' ? 'E' : 'e');
    return padded_number(std::move(text), directive);
  }
  if (directive.verb == 'x') {
    return padded_number(hexadecimal_number(value, directive.precision), directive);
  }
  const int precision = directive.precision.value_or(6);
  switch (directive.verb) {
    case 'f':
    case 'F':
      return padded_number(fmt::format("{:.{}f}", value, precision), directive);
    case 'e':
      return padded_number(fmt::format("{:.{}e}", value, precision), directive);
    case 'E':
      return padded_number(fmt::format("{:.{}E}", value, precision), directive);
    case 'G':
      return padded_number(fmt::format("{:.{}G}", value, precision), directive);
    default:
      return padded_number(fmt::format("{:.{}g}", value, precision), directive);
  }
}

/// Go's QuoteRune: as a text is quoted, but in single quotes.
std::string quoted_character(const std::string& text) {
  if (text == "\"" || text == "'") {
    return text == "'" ? R"('\'')" : "'\"'";
  }
  std::string quoted = promql::quote(text);
  quoted.front() = quoted.back() = '\'';
  return quoted;
}

/// With a precision: that many digits at least, and no zeros for the width.
std::string padded_integer(std::string text, const Directive& directive) {
  if (!directive.precision) {
    return padded_number(std::move(text), directive);
  }
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const auto least = static_cast<std::size_t>(*directive.precision) + sign;
  text.insert(sign, least > text.size() ? least - text.size() : 0, '0');
  Directive spaces = directive;
  spaces.zero = false;
  return padded_number(std::move(text), spaces);
}

/// In base 16, 8 or 2; with `#` its prefix is shown.
std::string in_base(std::int64_t value, const Directive& directive) {
  switch (directive.verb) {
    case 'x':
      return directive.sharp ? fmt::format("{:#x}", value) : fmt::format("{:x}", value);
    case 'X':
      return directive.sharp ? fmt::format("{:#X}", value) : fmt::format("{:X}", value);
    case 'o':
      return directive.sharp ? fmt::format("{:#o}", value) : fmt::format("{:o}", value);
    default:
      return directive.sharp ? fmt::format("{:#b}", value) : fmt::format("{:b}", value);
  }
}

std::optional<std::string> format_integer(std::int64_t value, const Directive& directive) {
  switch (directive.verb) {
    case 'v':
    case 'd':
      return padded_integer(fmt::format("{}", value), directive);
    case 'x':
    case 'X':
    case 'o':
    case 'b':
      return padded_integer(in_base(value, directive), directive);
    case 'U':
      return padded_number(fmt::format("U+{:04X}", value), directive);
    case 'c':
    case 'q': {
      std::string text;
      const bool known = value >= 0 && value <= 0x10FFFF;
      append_utf8(text, known ? static_cast<char32_t>(value) : U'\uFFFD');
      return padded(directive.verb == 'q' ? quoted_character(text) : text, directive);
    }
    default:
      return std::nullopt;
  }
}

std::optional<std::string> format_text(const std::string& text, const Directive& directive) {
  switch (directive.verb) {
    case 'v':
    case 's':
      return padded(
          directive.sharp && directive.verb == 'v' ? promql::quote(text) : cut(text, directive),
          directive);
    case 'q': {
      const std::string shown = cut(text, directive);
      const bool raw = directive.sharp && shown.find_first_of("`\n\r\t") == std::string::npos;
      return padded(raw ? '`' + shown + '`' : promql::quote(shown), directive);
    }
    case 'x':
    case 'X': {
      const std::string prefix =
          directive.sharp && !text.empty() ? std::string("0") + directive.verb : "";
      return padded(prefix + hexadecimal(text, directive.verb), directive);
    }
    default:
      return std::nullopt;
  }
}

std::string formatted(const TemplateValue& value, const Directive& directive);

/// The names and values one by one, each as the directive says.
std::string format_labels(const promql::Labels& labels, const Directive& directive) {
  std::string out = "map[";
  for (const auto& [name, value] : labels) {
    out += out.size() > 4 ? " " : "";
    out += formatted(name, directive) + ':' + formatted(value, directive);
  }
  return out + ']';
}

std::string formatted(const TemplateValue& value, const Directive& directive) {
  std::optional<std::string> text;
  if (const auto* number = std::get_if<double>(&value)) {
    text = format_double(*number, directive);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    text = format_integer(*integer, directive);
  } else if (const auto* string = std::get_if<std::string>(&value)) {
    text = format_text(*string, directive);
  } else if (const auto* labels = std::get_if<promql::Labels>(&value)) {
    text = format_labels(*labels, directive);
  } else if (directive.verb == 'v' ||
             (directive.verb == 't' && std::holds_alternative<bool>(value))) {
    text = padded(printed(value), directive);
  }
  if (text) {
    return *text;
  }
  if (std::holds_alternative<TemplateNil>(value)) {
    return fmt::format("%!{}(<nil>)", directive.verb);
  }
  Directive shown = directive;  // flags, width and precision count all the same
  shown.verb = 'v';
  return fmt::format("%!{}({}={})", directive.verb, type_name(value), formatted(value, shown));
}

/// Reads a directive behind its % and removes it from the text; values for `*` are taken.
class DirectiveReader {
 public:
  DirectiveReader(std::string_view& rest, std::span<const TemplateValue>& values)
      : rest_(rest),
        values_(values) {}

  Directive read() {
    Directive directive;
    read_flags(directive);
    directive.width = read_number();
    if (directive.width && *directive.width < 0) {
      directive.minus = true;
      directive.width = -*directive.width;
    }
    if (take_if('.')) {
      directive.precision = std::max(read_number().value_or(0), 0);
    }
    if (!rest_.empty()) {
      directive.verb = rest_.front();
      rest_.remove_prefix(1);
    }
    return directive;
  }

 private:
  bool take_if(char letter) {
    const bool is_next = rest_.starts_with(letter);
    rest_.remove_prefix(is_next ? 1 : 0);
    return is_next;
  }

  void read_flags(Directive& directive) {
    for (bool more = true; more;) {
      if (take_if('+')) {
        directive.plus = true;
      } else if (take_if('-')) {
        directive.minus = true;
      } else if (take_if(' ')) {
        directive.space = true;
      } else if (take_if('0')) {
        directive.zero = true;
      } else if (take_if('#')) {
        directive.sharp = true;
      } else {
        more = false;
      }
    }
  }

  std::optional<int> read_number() {
    if (take_if('*')) {
      if (values_.empty() || !std::holds_alternative<std::int64_t>(values_.front())) {
        return std::nullopt;
      }
      const std::int64_t value = std::get<std::int64_t>(values_.front());
      values_ = values_.subspan(1);
      return static_cast<int>(std::clamp<std::int64_t>(value, -widest, widest));
    }
    std::optional<int> number;
    while (!rest_.empty() && is_digit(rest_.front())) {
      number = std::min(number.value_or(0) * 10 + (rest_.front() - '0'), widest);
      rest_.remove_prefix(1);
    }
    return number;
  }

  std::string_view& rest_;
  std::span<const TemplateValue>& values_;
};

std::string extra(std::span<const TemplateValue> values) {
  std::string out = "%!(EXTRA ";
  for (const TemplateValue& value : values) {
    out += out.ends_with(' ') ? "" : ", ";
    out += std::holds_alternative<TemplateNil>(value)
               ? "<nil>"
               : fmt::format("{}={}", type_name(value), printed(value));
  }
  return out + ')';
}

}  // namespace

std::string go_sprintf(std::string_view format, std::span<const TemplateValue> values) {
  std::string out;
  while (!format.empty()) {
    const std::size_t mark = std::min(format.find('%'), format.size());
    out += format.substr(0, mark);
    format.remove_prefix(mark);
    if (format.empty()) {
      break;
    }
    format.remove_prefix(1);
    const Directive directive = DirectiveReader(format, values).read();
    if (directive.verb == 0) {
      out += "%!(NOVERB)";
    } else if (directive.verb == '%') {
      out += '%';
    } else if (values.empty()) {
      out += fmt::format("%!{}(MISSING)", directive.verb);
    } else {
      out += formatted(values.front(), directive);
      values = values.subspan(1);
    }
  }
  return values.empty() ? out : out + extra(values);
}

std::string go_sprint(std::span<const TemplateValue> values) {
  std::string out;
  bool after_text = true;
  for (const TemplateValue& value : values) {
    const bool is_text = std::holds_alternative<std::string>(value);
    out += is_text || after_text ? "" : " ";
    out += printed(value);
    after_text = is_text;
  }
  return out;
}

std::string four_digits(double value) {
  const TemplateValue values[] = {value};
  return go_sprintf("%.4g", values);
}

}  // namespace firedrill::rules
