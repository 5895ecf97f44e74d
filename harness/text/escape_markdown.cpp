#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/ascii.hpp"
#include "harness/text/ansi.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {
namespace {

bool is_alphanumeric(char letter) {
  return is_letter(letter) || is_digit(letter);
}

bool is_punctuation(char letter) {
  return letter > ' ' && letter < 0x7F && !is_alphanumeric(letter);
}

/// A text of one line, and a place in it, for the rules of CommonMark 0.31 and GitHub's extensions.
struct Place {
  std::string_view text;
  std::size_t offset;

  char letter() const { return text[offset]; }

  std::string_view before() const { return text.substr(0, offset); }

  std::string_view after() const { return text.substr(offset + 1); }

  bool starts_text() const { return offset == 0; }

  bool inside_word() const {
    return !before().empty() && !after().empty() && is_alphanumeric(before().back()) &&
           is_alphanumeric(after().front());
  }
};

/// A marker of a block (heading, list, quotation, rule) stands at the beginning, before a space,
/// the end, or one more like it.
bool opens_block(const Place& place) {
  const char letter = place.letter();
  const std::string_view after = place.after();
  const bool alone = after.empty() || after.front() == ' ';
  if (letter == '.' || letter == ')') {
    const bool numbered = !place.starts_text() &&
                          place.before().find_first_not_of("0123456789") == std::string_view::npos;
    return alone && numbered;
  }
  const bool marks = std::string_view("#+-=").find(letter) != std::string_view::npos;
  return place.starts_text() && (letter == '>' || (marks && (alone || after.front() == letter)));
}

/// "<" that begins a tag, a comment or a link.
bool opens_tag(const Place& place) {
  constexpr std::string_view others = "/!?";
  const std::string_view after = place.after();
  return !after.empty() &&
         (is_letter(after.front()) || others.find(after.front()) != std::string_view::npos);
}

/// "&" of a character reference: "&lt;", "&#60;".
bool opens_reference(const Place& place) {
  const std::string_view after = place.after();
  const std::size_t end =
      after.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ#");
  return end != std::string_view::npos && end > 0 && after[end] == ';';
}

/// Whether the character means itself only behind a backslash.
bool is_markup(const Place& place) {
  switch (place.letter()) {
    case '\\':
      return place.after().empty() || is_punctuation(place.after().front());
    case '_':
      return !place.inside_word();
    case '`':
    case '*':
    case '[':  // without it a "]" is no link's end
    case '|':
    case '~':
    case '$':
      return true;
    default:
      return opens_block(place);
  }
}

/// The text as one line of what can be printed, without spaces at its ends: in front of a text they
/// could mean code.
std::string one_line(std::string_view text) {
  std::string line;
  for_each_code_point(without_ansi(text), [&](const CodePoint& code_point, std::string_view bytes) {
    if (!code_point.valid) {
      line += replacement_character;
    } else if (code_point.value < 0x20 || code_point.value == 0x7F) {
      line += ' ';
    } else if (is_printable(code_point.value)) {
      line += bytes;
    }
  });
  line.erase(line.find_last_not_of(' ') + 1);
  line.erase(0, line.find_first_not_of(' '));
  return line;
}

void append_markdown(std::string& out, const Place& place) {
  if (place.letter() == '<' && opens_tag(place)) {
    out += "&lt;";
  } else if (place.letter() == '&' && opens_reference(place)) {
    out += "&amp;";
  } else {
    out += is_markup(place) ? "\\" : "";
    out += place.letter();
  }
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  const std::string line = one_line(text);
  std::string out;
  for (std::size_t offset = 0; offset < line.size(); ++offset) {
    append_markdown(out, {.text = line, .offset = offset});
  }
  return out;
}

}  // namespace firedrill
