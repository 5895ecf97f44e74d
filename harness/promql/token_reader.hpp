#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/promql/lexer.hpp"
#include "harness/promql/token.hpp"

namespace firedrill::promql {

/// A mistake at a byte of the expression; the error's place is line:column, both from 1.
Error parse_error(std::string_view text, std::size_t position, std::string_view message);

/// What the grammar expected when it met something else; either may be empty.
struct Expectation {
  std::string_view context = {};
  std::string_view expected = {};
};

/// Walks over the tokens of an expression.
class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text), tokens_(tokenize(text)) {}

  const Token& peek() const { return tokens_.tokens[next_]; }

  const Token& peek_after() const {
    return tokens_.tokens[next_ + 1 < tokens_.tokens.size() ? next_ + 1 : next_];
  }

  bool is(TokenKind kind) const { return peek().kind == kind; }

  /// The next token. The last one stays.
  const Token& take() {
    const Token& token = peek();
    next_ += next_ + 1 < tokens_.tokens.size() ? 1U : 0U;
    return token;
  }

  bool take_if(TokenKind kind) {
    const bool matches = is(kind);
    if (matches) {
      take();
    }
    return matches;
  }

  /// "unexpected <op:*> in CONTEXT, expected EXPECTED", or what is wrong with the text itself.
  Error unexpected(const Expectation& expectation = {}) const;

  Error error_at(std::size_t position, std::string_view message) const {
    return parse_error(text_, position, message);
  }

 private:
  std::string_view text_;
  Tokens tokens_;
  std::size_t next_ = 0;
};

}  // namespace firedrill::promql
