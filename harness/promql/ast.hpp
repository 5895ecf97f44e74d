#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/promql/operators.hpp"
#include "harness/promql/regex.hpp"

namespace firedrill::promql {

struct Function;

enum class ValueType {
  scalar,
  string,
  instant_vector,
  range_vector,
};

/// Prometheus' words: "instant vector".
std::string_view to_string(ValueType type);

struct Node;
using NodePtr = std::unique_ptr<Node>;

struct NumberLiteral {
  double value;
};

struct StringLiteral {
  std::string value;
};

enum class MatchOperator {
  equal,
  not_equal,
  matches,
  not_matches,
};

/// A condition on one label. A label that a series does not have counts as empty.
struct Matcher {
  std::string label;
  MatchOperator operation;
  std::string value;
  std::optional<Regex> pattern;    ///< Of `matches` and `not_matches`.
  std::size_t position = 0;        ///< In bytes from the start of the expression.
  std::size_t value_position = 0;  ///< Likewise; of the opening quote.
  std::size_t end = 0;             ///< Likewise; behind the closing quote.

  bool accepts(std::string_view text) const;
};

/// `@ 12`, `@ start()` or `@ end()`: evaluates there instead of now.
struct FixedTime {
  enum class Kind {
    timestamp,
    start,
    end,
  };
  Kind kind;
  std::int64_t t_ms = 0;  ///< Of a timestamp.
};

/// What moves a selector or subquery in time.
struct TimeShift {
  Duration offset{0};  ///< Into the past; may be negative.
  std::optional<FixedTime> at;
};

struct VectorSelector {
  std::string name;               ///< Written in front of the braces; may be empty.
  std::vector<Matcher> matchers;  ///< All of them, the name's last.
  std::string key;                ///< Equal for selectors that pick the same series.
  TimeShift shift;
};

struct MatrixSelector {
  VectorSelector selector;
  Duration range;
};

struct Subquery {
  NodePtr operand;
  Duration range;
  Duration step;  ///< 0: the evaluator's default.
  TimeShift shift;
};

struct Call {
  const Function* function;  ///< In the table of functions.hpp, which lives for ever.
  std::vector<NodePtr> arguments;
  std::optional<Regex> pattern;  ///< Of label_replace.
};

struct Aggregation {
  AggregationOperator operation;
  NodePtr parameter;  ///< Of topk, bottomk, quantile and count_values; else null.
  NodePtr operand;
  std::vector<std::string> grouping;
  bool without = false;
};

enum class Cardinality {
  one_to_one,
  many_to_one,  ///< group_left
  one_to_many,  ///< group_right
};

struct VectorMatching {
  Cardinality cardinality = Cardinality::one_to_one;
  bool on = false;  ///< `on (..)`; else `ignoring (..)`.
  std::vector<std::string> labels;
  std::vector<std::string> include;  ///< Labels that group_left and group_right copy.
};

struct BinaryOperation {
  BinaryOperator operation;
  std::size_t operator_position;  ///< In bytes from the start of the expression.
  bool returns_bool = false;
  VectorMatching matching;
  NodePtr left;
  NodePtr right;
};

struct UnaryOperation {
  bool negative;
  NodePtr operand;
};

struct Parentheses {
  NodePtr operand;
};

using NodeData = std::variant<NumberLiteral,
                              StringLiteral,
                              VectorSelector,
                              MatrixSelector,
                              Subquery,
                              Call,
                              Aggregation,
                              BinaryOperation,
                              UnaryOperation,
                              Parentheses>;

struct Node {
  NodeData data;
  std::size_t position = 0;  ///< Where it starts, in bytes from the start of the expression.
  int height = 1;            ///< Of the tree below it.
};

/// What a node evaluates to; each operand must have a type that fits (type_check.hpp).
ValueType type_of(const Node& node);

/// The operands of a node, from left to right.
std::vector<const Node*> children(const Node& node);

/// The node inside any number of parentheses.
const Node& without_parentheses(const Node& node);

std::string_view to_string(MatchOperator operation);

/// The expression in Prometheus' canonical form, which parses to the same tree.
std::string to_string(const Node& node);

/// The matchers as they stand between braces.
std::string to_string(const std::vector<Matcher>& matchers);

}  // namespace firedrill::promql
