#include "harness/promql/lexer.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::promql {
namespace {

bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

bool is_word(char character) {
  return is_word_start(character) || is_digit(character);
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() && {
    while (!done_) {
      start_ = here_;
      next_token();
    }
    return std::move(result_);
  }

 private:
  void next_token() {
    if (skip_blank()) {
      return;
    }
    if (wants_duration_) {
      wants_duration_ = false;
      duration();
    } else if (here_ == text_.size()) {
      at_end();
    } else if (in_braces_) {
      inside_braces();
    } else {
      statement();
    }
  }

  /// Skips a run of spaces or a comment.
  bool skip_blank() {
    const std::size_t before = here_;
    while (is_space(peek())) {
      ++here_;
    }
    if (peek() == '#') {
      here_ = std::min(text_.find('\n', here_), text_.size());
    }
    return here_ != before;
  }

  void at_end() {
    if (in_braces_) {
      fail("unexpected end of input inside braces");
    } else if (parens_ > 0) {
      fail("unclosed left parenthesis");
    } else if (in_brackets_) {
      fail("unclosed left bracket");
    } else {
      emit(TokenKind::end);
      done_ = true;
    }
  }

  void statement() {
    const char next = peek();
    if (is_digit(next) || (next == '.' && is_digit(peek(1)))) {
      number_or_duration();
    } else if (next == '"' || next == '\'' || next == '`') {
      string();
    } else if (is_word_start(next) || (next == ':' && !in_brackets_)) {
      word();
    } else if (!grouping(next) && !operation()) {
      fail_at_character("unexpected character");
    }
  }

  /// Parentheses, braces, brackets and what stands between them.
  bool grouping(char next) {
    switch (next) {
      case '(':
        ++parens_;
        advance(TokenKind::left_paren, 1);
        return true;
      case ')':
        if (--parens_ < 0) {
          fail_after("unexpected right parenthesis ')'");
        } else {
          advance(TokenKind::right_paren, 1);
        }
        return true;
      case '{':
        in_braces_ = true;
        advance(TokenKind::left_brace, 1);
        return true;
      case '[':
        if (in_brackets_) {
          fail_after("unexpected left bracket '['");
          return true;
        }
        in_brackets_ = wants_duration_ = true;
        colon_seen_ = false;
        advance(TokenKind::left_bracket, 1);
        return true;
      case ']':
        if (!in_brackets_) {
          fail_after("unexpected right bracket ']'");
          return true;
        }
        in_brackets_ = false;
        advance(TokenKind::right_bracket, 1);
        return true;
      case ':':
        if (colon_seen_) {
          fail_after("unexpected colon ':'");
          return true;
        }
        colon_seen_ = true;
        advance(TokenKind::colon, 1);
        return true;
      case ',':
        advance(TokenKind::comma, 1);
        return true;
      default:
        return false;
    }
  }

  struct Symbol {
    std::string_view text;
    TokenKind kind;
  };

  bool operation() {
    constexpr Symbol symbols[] = {{"==", TokenKind::equal},
                                  {"!=", TokenKind::not_equal},
                                  {">=", TokenKind::greater_or_equal},
                                  {"<=", TokenKind::less_or_equal},
                                  {">", TokenKind::greater},
                                  {"<", TokenKind::less},
                                  {"+", TokenKind::add},
                                  {"-", TokenKind::subtract},
                                  {"*", TokenKind::multiply},
                                  {"/", TokenKind::divide},
                                  {"%", TokenKind::modulo},
                                  {"^", TokenKind::power},
                                  {"@", TokenKind::at}};
    for (const Symbol& symbol : symbols) {
      if (text_.substr(here_, symbol.text.size()) == symbol.text) {
        advance(symbol.kind, symbol.text.size());
        return true;
      }
    }
    if (peek() == '=' && peek(1) != '~') {
      advance(TokenKind::assign, 1);
      return true;
    }
    if (peek() == '=' || peek() == '!') {
      fail(fmt::format("unexpected character after '{}': {}", peek(), character_at(here_ + 1)));
      return true;
    }
    return false;
  }

  void inside_braces() {
    const char next = peek();
    if (is_word_start(next)) {
      take_while(is_word);
      emit(TokenKind::identifier);
    } else if (next == '}') {
      in_braces_ = false;
      advance(TokenKind::right_brace, 1);
    } else if (next == ',') {
      advance(TokenKind::comma, 1);
    } else if (next == '"' || next == '\'' || next == '`') {
      string();
    } else if (next == '=') {
      peek(1) == '~' ? advance(TokenKind::matches, 2) : advance(TokenKind::assign, 1);
    } else if (next == '!' && peek(1) == '~') {
      advance(TokenKind::not_matches, 2);
    } else if (next == '!' && peek(1) == '=') {
      advance(TokenKind::not_equal, 2);
    } else if (next == '!') {
      fail(
          fmt::format("unexpected character after '!' inside braces: {}", character_at(here_ + 1)));
    } else if (next == '{') {
      fail("unexpected left brace '{'");
    } else {
      fail_at_character("unexpected character inside braces");
    }
  }

  void string() {
    const char quotation = peek();
    ++here_;
    while (here_ < text_.size() && peek() != quotation) {
      const bool broken = quotation != '`' && peek() == '\n';
      here_ += quotation != '`' && peek() == '\\' && here_ + 1 < text_.size() ? 2U : 1U;
      if (broken) {
        break;
      }
    }
    if (peek() != quotation || here_ >= text_.size()) {
      fail(quotation == '`' ? "unterminated raw string" : "unterminated quoted string");
      return;
    }
    ++here_;
    const std::string_view literal = text_.substr(start_, here_ - start_);
    if (first_invalid_utf8(literal)) {
      fail("invalid UTF-8 rune");
      return;
    }
    const auto value = unquote(literal);
    if (!value) {
      fail(value.error().message);
      return;
    }
    emit(TokenKind::string);
  }

  void word() {
    take_while([](char character) { return is_word(character) || character == ':'; });
    const std::string_view text = text_.substr(start_, here_ - start_);
    if (text.find(':') != text.npos) {
      emit(TokenKind::metric_identifier);
    } else {
      emit(keyword_kind(text));
    }
  }

  /// True if a number was read that no letter follows.
  bool number() {
    auto digit = is_digit;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      here_ += 2;
      digit = [](char character) { return hex_value(character).has_value(); };
    }
    take_while(digit);
    if (peek() == '.') {
      ++here_;
      take_while(digit);
    }
    if (peek() == 'e' || peek() == 'E') {
      ++here_;
      here_ += peek() == '+' || peek() == '-' ? 1U : 0U;
      take_while(is_digit);
    }
    return !is_word(peek());
  }

  /// After digits: units and further digits, up to something that is no letter.
  bool rest_of_duration() {
    std::string_view units = "smhdwy";
    do {
      if (here_ == text_.size() || units.find(peek()) == units.npos) {
        return false;
      }
      units = "smhdw";  // years stand first or nowhere
      ++here_;
      here_ += peek() == 's' ? 1U : 0U;  // ms; wrong pairs are found when the value is read
      const bool more = is_digit(peek());
      take_while(is_digit);
      if (!more) {
        const bool ends = !is_word(peek());
        here_ += ends ? 0U : 1U;  // the message shows the letter that is too much
        return ends;
      }
    } while (true);
  }

  void number_or_duration() {
    if (number()) {
      emit(TokenKind::number);
    } else if (rest_of_duration()) {
      emit(TokenKind::duration);
    } else {
      fail("bad number or duration syntax: " + quote(text_.substr(start_, here_ - start_)));
    }
  }

  void duration() {
    if (number()) {
      fail("missing unit character in duration");
    } else if (rest_of_duration()) {
      emit(TokenKind::duration);
    } else {
      fail("bad duration syntax: " + quote(text_.substr(start_, here_ - start_)));
    }
  }

  char peek(std::size_t ahead = 0) const {
    return here_ + ahead < text_.size() ? text_[here_ + ahead] : '\0';
  }

  template <class Predicate>
  void take_while(Predicate predicate) {
    while (here_ < text_.size() && predicate(text_[here_])) {
      ++here_;
    }
  }

  std::string character_at(std::size_t position) const {
    if (position >= text_.size()) {
      return "end of input";
    }
    std::string_view rest = text_.substr(position);
    const char32_t code_point = take_code_point(rest);
    const auto character = text_.substr(position, text_.size() - rest.size() - position);
    if (code_point == U'\xFFFD') {
      return fmt::format("'{}'", replacement_character);
    }
    if (character == "\"" || character == "'") {
      return character == "'" ? R"('\'')" : R"('"')";
    }
    const std::string quoted = quote(character);
    return fmt::format("'{}'", std::string_view(quoted).substr(1, quoted.size() - 2));
  }

  void advance(TokenKind kind, std::size_t length) {
    here_ += length;
    emit(kind);
  }

  void emit(TokenKind kind) {
    result_.tokens.push_back({kind, start_, text_.substr(start_, here_ - start_)});
  }

  void fail(std::string problem) {
    result_.problem = std::move(problem);
    result_.tokens.push_back({TokenKind::error, start_, text_.substr(start_, here_ - start_)});
    done_ = true;
  }

  void fail_at_character(std::string_view problem) {
    fail(fmt::format("{}: {}", problem, character_at(here_)));
  }

  void fail_after(std::string problem) {
    ++here_;
    fail(std::move(problem));
  }

  std::string_view text_;
  std::size_t start_ = 0;  // of the token being read
  std::size_t here_ = 0;
  int parens_ = 0;
  bool in_braces_ = false;
  bool in_brackets_ = false;
  bool wants_duration_ = false;
  bool colon_seen_ = false;
  bool done_ = false;
  Tokens result_;
};

}  // namespace

Tokens tokenize(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace firedrill::promql
