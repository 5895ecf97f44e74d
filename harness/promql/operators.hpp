#pragma once

#include <string_view>

#include "harness/promql/token.hpp"

namespace firedrill::promql {

enum class AggregationOperator {
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
};

enum class BinaryOperator {
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
  logical_and,
  logical_or,
  logical_unless,
};

bool is_comparison(BinaryOperator operation);
bool is_set_operator(BinaryOperator operation);  ///< and, or, unless
bool takes_parameter(AggregationOperator operation);

std::string_view to_string(BinaryOperator operation);
std::string_view to_string(AggregationOperator operation);

inline constexpr int lowest_precedence = 1;
inline constexpr int power_precedence = 6;  ///< The only operator that associates to the right.

/// How tightly an operator binds; 0 for a token that is no binary operator.
int precedence(TokenKind kind);

/// Precondition: the token is such an operator.
BinaryOperator binary_operator(TokenKind kind);
AggregationOperator aggregation_operator(TokenKind kind);

}  // namespace firedrill::promql
