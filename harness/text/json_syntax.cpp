#include "harness/text/json_syntax.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {
namespace {

using Last = ParseState::Last;

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

/// What would have been right at a place.
struct Expectation {
  std::string_view words;
  bool value = false;  ///< a value may stand here
  bool key = false;    ///< a key may stand here
};

class Explainer {
 public:
  Explainer(const SourceText& source, const ParseState& state)
      : source_(source),
        bytes_(source.bytes()),
        state_(state) {}

  Diagnostic explain() {
    find_token();
    if (offset_ >= bytes_.size()) {
      return end_of_file();
    }
    const char letter = bytes_[offset_];
    if (letter == '/' || letter == '#') {
      return error(line_rest(), "JSON has no comments", "remove it, or use the \"why\" key");
    }
    if (letter == '\'') {
      return error(one(), "JSON text stands in double quotes", "write \" instead of '");
    }
    if (letter == '"' && (expected_.key || expected_.value)) {
      return bad_string();
    }
    if (is_digit(letter) || letter == '-' || letter == '+' || letter == '.') {
      return bad_number();
    }
    if (is_word(letter)) {
      return bad_word();
    }
    return unexpected();
  }

 private:
  bool in_object() const { return !state_.open.empty() && bytes_[state_.open.back()] == '{'; }

  void skip_space() {
    while (offset_ < bytes_.size() && is_space(bytes_[offset_])) {
      ++offset_;
    }
  }

  bool skip(char separator) {
    if (offset_ >= bytes_.size() || bytes_[offset_] != separator) {
      return false;
    }
    separator_ = offset_++;
    skip_space();
    return true;
  }

  /// Moves to the offending token, over a separator that was right, and says what it should be.
  void find_token() {
    offset_ = state_.end;
    skip_space();
    switch (state_.last) {
      case Last::nothing:
        expected_ = {.words = "a JSON value", .value = true};
        return;
      case Last::object_begin:
        expected_ = {.words = "a key in double quotes or \"}\"", .key = true};
        return;
      case Last::array_begin:
        expected_ = {.words = "a value or \"]\"", .value = true};
        return;
      case Last::key:
        expected_ = skip(':') ? Expectation{.words = "a value", .value = true}
                              : Expectation{.words = "\":\" after the key"};
        return;
      case Last::value:
      case Last::number:
        after_value();
    }
  }

  void after_value() {
    if (state_.open.empty()) {
      expected_ = {.words = "the end of the file"};
    } else if (in_object()) {
      expected_ = skip(',') ? Expectation{.words = "a key in double quotes", .key = true}
                            : Expectation{.words = "\",\" or \"}\""};
    } else {
      expected_ = skip(',') ? Expectation{.words = "a value", .value = true}
                            : Expectation{.words = "\",\" or \"]\""};
    }
  }

  Span one() const { return {offset_, offset_ + decode_code_point(bytes_, offset_).length}; }

  Span line_rest() const { return {offset_, std::min(bytes_.find('\n', offset_), bytes_.size())}; }

  Span word() const {
    std::size_t end = offset_;
    while (end < bytes_.size() && (is_word(bytes_[end]) || bytes_[end] == '.' ||
                                   bytes_[end] == '-' || bytes_[end] == '+')) {
      ++end;
    }
    return {offset_, end};
  }

  /// Whether something follows a number without a gap, so that both are meant as one: 01, 10ms.
  bool joined() const { return state_.last == Last::number && offset_ == state_.end; }

  Span joined_word() const {
    const std::size_t before = bytes_.substr(0, offset_).find_last_not_of("+-.0123456789eE");
    return {before == std::string_view::npos ? 0 : before + 1, word().end};
  }

  std::string expected() const { return "expected " + std::string(expected_.words); }

  static Diagnostic error(Span span, std::string message, std::string label) {
    return {.message = std::move(message), .span = span, .label = std::move(label)};
  }

  Diagnostic end_of_file() const {
    const bool nothing = state_.last == Last::nothing;
    const Span end{bytes_.size(), bytes_.size()};
    Diagnostic result =
        error(end, nothing ? "the file is empty" : "the file ends too early", expected());
    if (!state_.open.empty()) {
      const std::size_t open = state_.open.back();
      result.second = SecondPlace{{open, open + 1}, "opened here and never closed"};
    }
    return result;
  }

  Diagnostic unexpected() const {
    const char letter = bytes_[offset_];
    const bool closes = letter == '}' || letter == ']';
    if (closes && separator_ && bytes_[*separator_] == ',') {
      return error(
          {*separator_, *separator_ + 1},
          "a comma needs another " + std::string(in_object() ? "key" : "value") + " after it",
          "remove this comma");
    }
    if (closes && !state_.open.empty() && (letter == '}') != in_object()) {
      Diagnostic result = error(one(), mismatch(letter), expected());
      const std::size_t open = state_.open.back();
      result.second = SecondPlace{{open, open + 1}, "opened here"};
      return result;
    }
    const bool ended = state_.open.empty() && state_.last != Last::nothing;
    if (ended) {
      return error(one(), "something follows after the end of the document", expected());
    }
    if (begins_value(letter) && !separator_ &&
        (state_.last == Last::value || state_.last == Last::number)) {
      return error(token(), "a comma is missing before this", expected());
    }
    return error(token(), quote(source_.slice(token())) + " cannot stand here", expected());
  }

  Span token() const { return word().end > offset_ ? word() : one(); }

  static bool begins_value(char letter) {
    return is_word(letter) || std::string_view("\"{[-").find(letter) != std::string_view::npos;
  }

  static std::string mismatch(char letter) {
    return letter == '}' ? "\"}\" closes what \"[\" opened" : "\"]\" closes what \"{\" opened";
  }

  Diagnostic bad_word() const {
    if (joined()) {
      const std::string text = quote(source_.slice(joined_word()));
      return error(joined_word(), text + " is not a JSON number", "text needs double quotes");
    }
    const Span span = word();
    const std::string_view text = source_.slice(span);
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    if (lower == "nan" || lower == "infinity" || lower == "inf") {
      return error(span, "JSON has no " + std::string(text), "expected a finite number");
    }
    if (lower == "true" || lower == "false" || lower == "null") {
      return lower == text ? unexpected()
                           : error(span, quote(text) + " is no JSON", "write " + lower);
    }
    if (lower == "none" || lower == "undefined") {
      return error(span, quote(text) + " is no JSON", "write null, or leave the key out");
    }
    if (expected_.key) {
      return error(span, "the key " + quote(text) + " needs double quotes", expected());
    }
    return error(span, quote(text) + " cannot stand here; text needs double quotes", expected());
  }

  Diagnostic bad_number() const {
    if (!joined() && !expected_.value) {
      return unexpected();
    }
    const Span span = joined() ? joined_word() : Span{offset_, std::max(word().end, offset_ + 1)};
    const std::string text = quote(source_.slice(span));
    const bool overflow = !joined() && !has_bad_number_shape(source_.slice(span));
    return overflow ? error(span, text + " is too large a number", "the limit is about 1.8e308")
                    : error(span, text + " is not a JSON number", "expected a number such as 0.5");
  }

  /// False for what is a number by RFC 8259, section 6; the parser refused that for its size.
  static bool has_bad_number_shape(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&text, &at] {
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) {
        ++at;
      }
      return at > begin;
    };
    if (!digits()) {
      return true;
    }
    if (at < text.size() && text[at] == '.' && (++at, !digits())) {
      return true;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
      ++at;
      if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        ++at;
      }
      return !digits() || at < text.size();
    }
    return at < text.size();
  }

  Diagnostic bad_string() const {
    for (std::size_t at = offset_ + 1; at < bytes_.size(); ++at) {
      const char letter = bytes_[at];
      if (letter == '"') {
        break;
      }
      if (letter == '\n' || letter == '\r') {
        return error({offset_, at}, "the text is not closed in its line", "expected \" at its end");
      }
      if (static_cast<unsigned char>(letter) < 0x20) {
        return error({at, at + 1},
                     "the control character " + quote(bytes_.substr(at, 1)) + " stands in a text",
                     "write it as an escape such as \\t or \\u001b");
      }
      if (letter == '\\') {
        const Span escape = escape_at(at);
        if (is_bad_escape(source_.slice(escape))) {
          return error(escape,
                       quote(source_.slice(escape)) + " is no JSON escape",
                       "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        }
        if (is_lone_surrogate(escape)) {
          return error(escape,
                       quote(source_.slice(escape)) + " is half of a surrogate pair",
                       "expected a high and a low half: \\ud83d\\ude00");
        }
        at = is_surrogate(escape, 0xD8) ? escape.end + 5 : escape.end - 1;
      }
    }
    return error({offset_, bytes_.size()}, "the text is not closed", "expected \" at its end");
  }

  Span escape_at(std::size_t at) const {
    const bool unicode = at + 1 < bytes_.size() && bytes_[at + 1] == 'u';
    return {at, std::min(at + (unicode ? 6 : 2), bytes_.size())};
  }

  static bool is_bad_escape(std::string_view escape) {
    if (escape.size() < 2) {
      return true;
    }
    if (escape[1] != 'u') {
      return std::string_view("\"\\/bfnrt").find(escape[1]) == std::string_view::npos;
    }
    return escape.size() < 6 || !std::all_of(escape.begin() + 2, escape.end(), hex_value);
  }

  /// Whether an escape is a surrogate of the half whose first byte is 0xD8 (high) or 0xDC (low).
  bool is_surrogate(Span escape, unsigned half) const {
    const std::string_view text = source_.slice(escape);
    if (text.size() < 6 || text[1] != 'u' || is_bad_escape(text)) {
      return false;
    }
    const auto nibble = [](char letter) {
      return static_cast<unsigned>(is_digit(letter) ? letter - '0' : (letter | 32) - 'a' + 10);
    };
    return ((nibble(text[2]) * 16 + nibble(text[3])) & 0xFCU) == half;
  }

  bool is_lone_surrogate(Span escape) const {
    const bool paired = is_surrogate(escape, 0xD8) && escape.end < bytes_.size() &&
                        bytes_[escape.end] == '\\' && is_surrogate(escape_at(escape.end), 0xDC);
    return (is_surrogate(escape, 0xD8) && !paired) || is_surrogate(escape, 0xDC);
  }

  const SourceText& source_;
  std::string_view bytes_;
  const ParseState& state_;
  std::size_t offset_ = 0;
  std::optional<std::size_t> separator_;
  Expectation expected_;
};

}  // namespace

Diagnostic explain_syntax_error(const SourceText& source, const ParseState& state) {
  return Explainer(source, state).explain();
}

}  // namespace firedrill
