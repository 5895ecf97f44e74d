#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firedrill::promql {

enum class TokenKind {
  end,
  error,
  left_paren,
  right_paren,
  left_brace,
  right_brace,
  left_bracket,
  right_bracket,
  comma,
  colon,
  assign,  // =
  identifier,
  metric_identifier,  // an identifier with a colon
  string,
  number,
  duration,
  // operators
  add,
  subtract,
  multiply,
  divide,
  modulo,
  power,
  atan2,
  equal,
  not_equal,
  greater,
  less,
  greater_or_equal,
  less_or_equal,
  matches,
  not_matches,
  at,
  logical_and,
  logical_or,
  logical_unless,
  // aggregations
  sum,
  avg,
  count,
  min,
  max,
  group,
  stddev,
  stdvar,
  topk,
  bottomk,
  count_values,
  quantile,
  // other keywords
  by,
  without,
  on,
  ignoring,
  group_left,
  group_right,
  offset,
  bool_modifier,
  start,
  end_time,  // the `end` of `@ end()`
};

struct Token {
  TokenKind kind;
  std::size_t position;   ///< In bytes from the start of the expression.
  std::string_view text;  ///< As written; points into the expression.
};

bool is_operator(TokenKind kind);
bool is_aggregation(TokenKind kind);
bool is_keyword(TokenKind kind);  ///< by .. bool_modifier, start and end

/// The keyword or operator word that a text is, in any case; identifier if it is none.
TokenKind keyword_kind(std::string_view word);

/// How Prometheus names a token in "unexpected ...": identifier "bar", <op:*>, end of input.
std::string describe(const Token& token);

}  // namespace firedrill::promql
