#include "harness/promql/operators.hpp"

#include <cassert>
#include <cstddef>

namespace firedrill::promql {

bool is_comparison(BinaryOperator operation) {
  return operation >= BinaryOperator::equal && operation <= BinaryOperator::less_or_equal;
}

bool is_set_operator(BinaryOperator operation) {
  return operation >= BinaryOperator::logical_and;
}

bool takes_parameter(AggregationOperator operation) {
  return operation >= AggregationOperator::topk;
}

std::string_view to_string(BinaryOperator operation) {
  constexpr std::string_view names[] = {"+",
                                        "-",
                                        "*",
                                        "/",
                                        "%",
                                        "^",
                                        "atan2",
                                        "==",
                                        "!=",
                                        ">",
                                        "<",
                                        ">=",
                                        "<=",
                                        "and",
                                        "or",
                                        "unless"};
  return names[static_cast<std::size_t>(operation)];
}

std::string_view to_string(AggregationOperator operation) {
  constexpr std::string_view names[] = {"sum",
                                        "avg",
                                        "count",
                                        "min",
                                        "max",
                                        "group",
                                        "stddev",
                                        "stdvar",
                                        "topk",
                                        "bottomk",
                                        "count_values",
                                        "quantile"};
  return names[static_cast<std::size_t>(operation)];
}

int precedence(TokenKind kind) {
  if (kind == TokenKind::logical_or) {
    return lowest_precedence;
  }
  if (kind == TokenKind::logical_and || kind == TokenKind::logical_unless) {
    return 2;
  }
  if (kind >= TokenKind::equal && kind <= TokenKind::less_or_equal) {
    return 3;
  }
  if (kind == TokenKind::add || kind == TokenKind::subtract) {
    return 4;
  }
  if (kind == TokenKind::power) {
    return power_precedence;
  }
  const bool product = kind == TokenKind::multiply || kind == TokenKind::divide ||
                       kind == TokenKind::modulo || kind == TokenKind::atan2;
  return product ? 5 : 0;
}

BinaryOperator binary_operator(TokenKind kind) {
  assert(precedence(kind) > 0);
  // Tokens and operators stand in the same order; only the tokens that compare labels and times
  // come between them.
  const bool set = kind >= TokenKind::logical_and;
  const TokenKind first = set ? TokenKind::logical_and : TokenKind::add;
  const BinaryOperator base = set ? BinaryOperator::logical_and : BinaryOperator::add;
  return static_cast<BinaryOperator>(static_cast<int>(base) + static_cast<int>(kind) -
                                     static_cast<int>(first));
}

AggregationOperator aggregation_operator(TokenKind kind) {
  assert(is_aggregation(kind));
  return static_cast<AggregationOperator>(static_cast<int>(kind) -
                                          static_cast<int>(TokenKind::sum));
}

}  // namespace firedrill::promql
