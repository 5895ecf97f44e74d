#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/rules/template_token.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::rules {
namespace {

constexpr std::string_view left_mark = "{{";
constexpr std::string_view right_mark = "}}";
constexpr std::string_view white = " \t\r\n";

bool is_white(char letter) {
  return white.find(letter) != std::string_view::npos;
}

/// Go's %#U: U+0023 '#'.
std::string named_character(std::string_view text) {
  const CodePoint character = decode_code_point(text, 0);
  return fmt::format("U+{:04X} '{}'",
                     static_cast<std::uint32_t>(character.valid ? character.value : U'\uFFFD'),
                     character.valid ? text.substr(0, character.length) : replacement_character);
}

class TemplateLexer {
 public:
  explicit TemplateLexer(std::string_view text) : text_(text) {}

  std::vector<TemplateToken> run() {
    while (!failed_ && at_ < text_.size()) {
      lex_text();
      if (at_ < text_.size()) {
        lex_action();
      }
    }
    if (!failed_) {
      emit(TemplateTokenKind::end, at_, {});
    }
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  void emit(TemplateTokenKind kind, std::size_t from, std::string_view text) {
    tokens_.push_back({kind, from, std::string(text)});
  }

  void fail(std::size_t position, std::string problem) {
    tokens_.push_back({TemplateTokenKind::error, position, std::move(problem)});
    failed_ = true;
  }

  /// Up to the next action, or to the end.
  void lex_text() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find(left_mark, begin), text_.size());
    std::string_view plain = text_.substr(begin, at_ - begin);
    std::size_t trimmed = 0;
    if (trims_next_) {
      trimmed = std::min(plain.find_first_not_of(white), plain.size());
      plain.remove_prefix(trimmed);
    }
    if (trims_left()) {
      plain = plain.substr(0, plain.find_last_not_of(white) + 1);
    }
    if (!plain.empty()) {
      emit(TemplateTokenKind::text, begin + trimmed, plain);
    }
    trims_next_ = false;
  }

  /// Whether an action begins here with `{{- `.
  bool trims_left() const {
    const std::string_view after = rest().substr(std::min(left_mark.size(), rest().size()));
    return after.size() > 1 && after[0] == '-' && is_white(after[1]);
  }

  /// The length of the closing mark here, with its trim marker; 0 if there is none.
  std::size_t right_length() const {
    if (rest().starts_with(right_mark)) {
      return right_mark.size();
    }
    const bool trims = rest().size() > 1 && is_white(rest()[0]) && rest()[1] == '-' &&
                       rest().substr(2).starts_with(right_mark);
    return trims ? 2 + right_mark.size() : 0;
  }

  void lex_right() {
    const std::size_t length = right_length();
    trims_next_ = length > right_mark.size();
    at_ += length;
  }

  void lex_action() {
    const std::size_t begin = at_;
    const bool trims = trims_left();
    at_ += left_mark.size() + (trims ? 2 : 0);
    if (rest().starts_with("/*")) {
      lex_comment(begin);
      return;
    }
    emit(TemplateTokenKind::left_delimiter, begin, left_mark);
    depth_ = 0;
    while (!failed_) {
      if (right_length() > 0) {
        if (depth_ > 0) {
          fail(at_, "unclosed left paren");
          return;
        }
        emit(TemplateTokenKind::right_delimiter, at_, right_mark);
        lex_right();
        return;
      }
      if (at_ >= text_.size()) {
        fail(begin, "unclosed action");
        return;
      }
      lex_inside();
    }
  }

  void lex_comment(std::size_t begin) {
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) {
      fail(begin, "unclosed comment");
      return;
    }
    at_ = end + 2;
    if (right_length() == 0) {
      fail(begin, "comment ends before closing delimiter");
      return;
    }
    lex_right();
  }

  void lex_inside() {
    const char letter = rest().front();
    if (is_white(letter)) {
      lex_space();
    } else if (letter == '"' || letter == '\'') {
      lex_quoted(letter);
    } else if (letter == '`') {
      lex_raw();
    } else if (letter == '$' || is_field_start()) {
      lex_name();
    } else if (is_digit(letter) || letter == '+' || letter == '-' || letter == '.') {
      lex_number();
    } else if (is_word(letter)) {
      lex_word();
    } else {
      lex_mark(letter);
    }
  }

  bool is_field_start() const {
    return rest().front() == '.' && !(rest().size() > 1 && is_digit(rest()[1]));
  }

  void lex_space() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_white(text_[at_]) && right_length() == 0) {
      ++at_;
    }
    emit(TemplateTokenKind::space, begin, text_.substr(begin, at_ - begin));
  }

  void lex_quoted(char quote) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2U : 1U;
    }
    if (at_ >= text_.size() || text_[at_] == '\n') {
      fail(begin, quote == '"' ? "unterminated quoted string" : "unterminated character constant");
      return;
    }
    ++at_;
    emit(quote == '"' ? TemplateTokenKind::string : TemplateTokenKind::character_constant,
         begin,
         text_.substr(begin, at_ - begin));
  }

  void lex_raw() {
    const std::size_t begin = at_;
    const std::size_t end = text_.find('`', begin + 1);
    if (end == std::string_view::npos) {
      fail(begin, "unterminated raw quoted string");
      return;
    }
    at_ = end + 1;
    emit(TemplateTokenKind::raw_string, begin, text_.substr(begin, at_ - begin));
  }

  bool at_terminator() const {
    return at_ >= text_.size() || is_white(text_[at_]) ||
           std::string_view(".,|:)(").find(text_[at_]) != std::string_view::npos ||
           rest().starts_with(right_mark);
  }

  /// Takes letters, digits and underscores; whether a name may end there.
  bool take_word() {
    while (at_ < text_.size() && is_word(text_[at_])) {
      ++at_;
    }
    if (!at_terminator()) {
      fail(at_, "bad character " + named_character(rest()));
      return false;
    }
    return true;
  }

  /// $name, .name, $ or .
  void lex_name() {
    const std::size_t begin = at_++;
    const bool is_field = text_[begin] == '.';
    if (!at_terminator() && !take_word()) {
      return;
    }
    const std::string_view name = text_.substr(begin, at_ - begin);
    const TemplateTokenKind field =
        name.size() == 1 ? TemplateTokenKind::dot : TemplateTokenKind::field;
    emit(is_field ? field : TemplateTokenKind::variable, begin, name);
  }

  void lex_word() {
    constexpr std::string_view keywords[] = {
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"};
    const std::size_t begin = at_;
    if (!take_word()) {
      return;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (std::find(std::begin(keywords), std::end(keywords), word) != std::end(keywords)) {
      emit(TemplateTokenKind::keyword, begin, word);
    } else if (word == "nil") {
      emit(TemplateTokenKind::nil, begin, word);
    } else if (word == "true" || word == "false") {
      emit(TemplateTokenKind::boolean, begin, word);
    } else {
      emit(TemplateTokenKind::identifier, begin, word);
    }
  }

  void lex_number() {
    const std::size_t begin = at_;
    const auto goes_on = [this, begin] {
      const char before = at_ > begin ? text_[at_ - 1] : '\0';
      const bool is_exponent = to_lower(before) == 'e' || to_lower(before) == 'p';
      const bool is_sign = text_[at_] == '+' || text_[at_] == '-';
      return is_word(text_[at_]) || text_[at_] == '.' || (is_sign && (at_ == begin || is_exponent));
    };
    while (at_ < text_.size() && goes_on()) {
      ++at_;
    }
    emit(TemplateTokenKind::number, begin, text_.substr(begin, at_ - begin));
  }

  void lex_mark(char letter) {
    const std::size_t begin = at_++;
    if (letter == ':') {
      if (!rest().starts_with('=')) {
        fail(begin, "expected :=");
        return;
      }
      ++at_;
      emit(TemplateTokenKind::declare, begin, ":=");
    } else if (letter == '(' || letter == ')') {
      depth_ += letter == '(' ? 1 : -1;
      emit(letter == '(' ? TemplateTokenKind::left_parenthesis
                         : TemplateTokenKind::right_parenthesis,
           begin,
           text_.substr(begin, 1));
    } else if (letter > ' ' && letter <= '~') {
      const TemplateTokenKind kind = letter == '='   ? TemplateTokenKind::assign
                                     : letter == '|' ? TemplateTokenKind::pipe
                                                     : TemplateTokenKind::character;
      emit(kind, begin, text_.substr(begin, 1));
    } else {
      fail(begin, "unrecognized character in action: " + named_character(text_.substr(begin)));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool trims_next_ = false;
  bool failed_ = false;
  std::vector<TemplateToken> tokens_;
};

}  // namespace

bool starts_operand(TemplateTokenKind kind) {
  using Kind = TemplateTokenKind;
  constexpr Kind kinds[] = {Kind::boolean,
                            Kind::character_constant,
                            Kind::dot,
                            Kind::field,
                            Kind::identifier,
                            Kind::left_parenthesis,
                            Kind::nil,
                            Kind::number,
                            Kind::raw_string,
                            Kind::string,
                            Kind::variable};
  return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds);
}

std::vector<TemplateToken> tokenize_template(std::string_view text) {
  return TemplateLexer(text).run();
}

std::string describe(const TemplateToken& token) {
  if (token.kind == TemplateTokenKind::end) {
    return "EOF";
  }
  if (token.kind == TemplateTokenKind::error) {
    return token.text;
  }
  if (token.kind == TemplateTokenKind::keyword || token.kind == TemplateTokenKind::dot ||
      token.kind == TemplateTokenKind::nil) {
    return '<' + token.text + '>';
  }
  const std::string_view text = token.text;
  return text.size() > 10 ? promql::quote(text.substr(0, 10)) + "..." : promql::quote(text);
}

}  // namespace firedrill::rules
