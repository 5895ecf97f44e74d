#include "harness/promql/ast.hpp"

#include <cassert>

#include "harness/core/overloaded.hpp"
#include "harness/promql/functions.hpp"

namespace firedrill::promql {
namespace {

ValueType type_of_binary(const BinaryOperation& binary) {
  const bool scalars =
      type_of(*binary.left) == ValueType::scalar && type_of(*binary.right) == ValueType::scalar;
  return scalars ? ValueType::scalar : ValueType::instant_vector;
}

}  // namespace

std::string_view to_string(ValueType type) {
  switch (type) {
    case ValueType::scalar:
      return "scalar";
    case ValueType::string:
      return "string";
    case ValueType::instant_vector:
      return "instant vector";
    case ValueType::range_vector:
      return "range vector";
  }
  return "";
}

bool Matcher::accepts(std::string_view text) const {
  switch (operation) {
    case MatchOperator::equal:
      return text == value;
    case MatchOperator::not_equal:
      return text != value;
    case MatchOperator::matches:
      return pattern->matches(text);
    case MatchOperator::not_matches:
      return !pattern->matches(text);
  }
  return false;
}

ValueType type_of(const Node& node) {
  return std::visit(
      Overloaded{
          [](const NumberLiteral&) { return ValueType::scalar; },
          [](const StringLiteral&) { return ValueType::string; },
          [](const VectorSelector&) { return ValueType::instant_vector; },
          [](const MatrixSelector&) { return ValueType::range_vector; },
          [](const Subquery&) { return ValueType::range_vector; },
          [](const Call& call) { return call.function->result; },
          [](const Aggregation&) { return ValueType::instant_vector; },
          [](const BinaryOperation& binary) { return type_of_binary(binary); },
          [](const UnaryOperation& unary) { return type_of(*unary.operand); },
          [](const Parentheses& parentheses) { return type_of(*parentheses.operand); },
      },
      node.data);
}

const Node& without_parentheses(const Node& node) {
  const Node* inner = &node;
  while (const auto* parentheses = std::get_if<Parentheses>(&inner->data)) {
    inner = parentheses->operand.get();
  }
  return *inner;
}

std::vector<const Node*> children(const Node& node) {
  using Children = std::vector<const Node*>;
  return std::visit(
      Overloaded{
          [](const NumberLiteral&) { return Children{}; },
          [](const StringLiteral&) { return Children{}; },
          [](const VectorSelector&) { return Children{}; },
          [](const MatrixSelector&) { return Children{}; },
          [](const Subquery& subquery) { return Children{subquery.operand.get()}; },
          [](const Call& call) {
            Children arguments;
            for (const NodePtr& argument : call.arguments) {
              arguments.push_back(argument.get());
            }
            return arguments;
          },
          [](const Aggregation& aggregation) {
            return aggregation.parameter
                       ? Children{aggregation.parameter.get(), aggregation.operand.get()}
                       : Children{aggregation.operand.get()};
          },
          [](const BinaryOperation& binary) {
            return Children{binary.left.get(), binary.right.get()};
          },
          [](const UnaryOperation& unary) { return Children{unary.operand.get()}; },
          [](const Parentheses& parentheses) { return Children{parentheses.operand.get()}; },
      },
      node.data);
}

}  // namespace firedrill::promql
