#include "harness/promql/type_check.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/promql/functions.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/token_reader.hpp"

namespace firedrill::promql {
namespace {

using Check = Result<ValueType>;

class TypeChecker {
 public:
  explicit TypeChecker(std::string_view text) : text_(text) {}

  Check check(const Node& node) const {
    return std::visit(
        Overloaded{
            [](const NumberLiteral&) { return Check(ValueType::scalar); },
            [](const StringLiteral&) { return Check(ValueType::string); },
            [&](const VectorSelector& selector) { return check_selector(node, selector); },
            [&](const MatrixSelector& matrix) {
              const Check inner = check_selector(node, matrix.selector);
              return inner ? Check(ValueType::range_vector) : inner;
            },
            [&](const Subquery& subquery) { return check_subquery(node, subquery); },
            [&](const Call& call) { return check_call(node, call); },
            [&](const Aggregation& aggregation) { return check_aggregation(aggregation); },
            [&](const BinaryOperation& binary) { return check_binary(node, binary); },
            [&](const UnaryOperation& unary) { return check_unary(node, unary); },
            [&](const Parentheses& parentheses) { return check(*parentheses.operand); },
        },
        node.data);
  }

 private:
  Error error(std::size_t position, std::string_view message) const {
    return parse_error(text_, position, message);
  }

  Check expect(const Node& node, ValueType wanted, std::string_view context) const {
    Check type = check(node);
    if (type && *type != wanted) {
      return error(
          node.position,
          fmt::format(
              "expected type {} in {}, got {}", to_string(wanted), context, to_string(*type)));
    }
    return type;
  }

  Check check_selector(const Node& node, const VectorSelector& selector) const {
    if (selector.name.empty()) {
      const bool picky = std::any_of(selector.matchers.begin(),
                                     selector.matchers.end(),
                                     [](const Matcher& matcher) { return !matcher.accepts(""); });
      if (!picky) {
        return error(node.position, "vector selector must contain at least one non-empty matcher");
      }
      return ValueType::instant_vector;
    }
    const auto name = std::prev(selector.matchers.end());
    const auto twice = std::find_if(selector.matchers.begin(), name, [](const Matcher& matcher) {
      return matcher.label == name_label;
    });
    if (twice != name) {
      return error(node.position,
                   fmt::format("metric name must not be set twice: {} or {}",
                               quote(selector.name),
                               quote(twice->value)));
    }
    return ValueType::instant_vector;
  }

  Check check_subquery(const Node& node, const Subquery& subquery) const {
    Check inner = check(*subquery.operand);
    if (inner && *inner != ValueType::instant_vector) {
      return error(node.position,
                   fmt::format("subquery is only allowed on instant vector, got {} instead",
                               to_string(*inner)));
    }
    return inner ? Check(ValueType::range_vector) : inner;
  }

  std::optional<Error> check_count(const Node& node, const Call& call) const {
    const Function& function = *call.function;
    const std::size_t given = call.arguments.size();
    const std::size_t declared = function.arguments.size();
    const std::size_t least = function.variadic == 0 ? declared : declared - 1;
    const bool unlimited = function.variadic < 0;
    const std::size_t most = least + static_cast<std::size_t>(std::max(function.variadic, 0));
    if (given >= least && (given <= most || unlimited)) {
      return std::nullopt;
    }
    const std::string_view bound = function.variadic == 0 ? ""
                                   : given < least        ? "at least "
                                                          : "at most ";
    return error(node.position,
                 fmt::format("expected {}{} argument(s) in call to {}, got {}",
                             bound,
                             given < least ? least : most,
                             quote(function.name),
                             given));
  }

  Check check_call(const Node& node, const Call& call) const {
    if (auto problem = check_count(node, call)) {
      return std::move(*problem);
    }
    const std::string context = fmt::format("call to function {}", quote(call.function->name));
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const std::size_t declared = std::min(i, call.function->arguments.size() - 1);
      Check argument = expect(*call.arguments[i], call.function->arguments[declared], context);
      if (!argument) {
        return argument;
      }
    }
    if (std::holds_alternative<NativeHistograms>(call.function->body)) {
      return error(node.position,
                   fmt::format("native histograms are not supported: function {} needs them",
                               quote(call.function->name)));
    }
    return call.function->result;
  }

  Check check_aggregation(const Aggregation& aggregation) const {
    Check operand =
        expect(*aggregation.operand, ValueType::instant_vector, "aggregation expression");
    if (operand && aggregation.parameter) {
      const bool text = aggregation.operation == AggregationOperator::count_values;
      Check parameter = expect(*aggregation.parameter,
                               text ? ValueType::string : ValueType::scalar,
                               "aggregation parameter");
      return parameter ? operand : parameter;
    }
    return operand;
  }

  Check check_unary(const Node& node, const UnaryOperation& unary) const {
    Check operand = check(*unary.operand);
    if (operand && *operand != ValueType::scalar && *operand != ValueType::instant_vector) {
      return error(node.position,
                   fmt::format("unary expression only allowed on expressions of type scalar or "
                               "instant vector, got {}",
                               quote(to_string(*operand))));
    }
    return operand;
  }

  Check check_binary(const Node& node, const BinaryOperation& binary) const {
    Check left = check(*binary.left);
    if (!left) {
      return left;
    }
    Check right = check(*binary.right);
    if (!right) {
      return right;
    }
    const bool scalars = *left == ValueType::scalar && *right == ValueType::scalar;
    if (auto problem = check_operator(binary, scalars)) {
      return std::move(*problem);
    }
    for (const NodePtr* side : {&binary.left, &binary.right}) {
      const ValueType type = side == &binary.left ? *left : *right;
      if (type != ValueType::scalar && type != ValueType::instant_vector) {
        return error((*side)->position,
                     "binary expression must contain only scalar and instant vector types");
      }
    }
    const bool vectors = *left == ValueType::instant_vector && *right == ValueType::instant_vector;
    if (auto problem = check_matching(node, binary, vectors)) {
      return std::move(*problem);
    }
    return scalars ? ValueType::scalar : ValueType::instant_vector;
  }

  std::optional<Error> check_operator(const BinaryOperation& binary, bool scalars) const {
    if (binary.returns_bool && !is_comparison(binary.operation)) {
      return error(binary.operator_position,
                   "bool modifier can only be used on comparison operators");
    }
    if (scalars && !binary.returns_bool && is_comparison(binary.operation)) {
      return error(binary.operator_position, "comparisons between scalars must use BOOL modifier");
    }
    for (const std::string& label : binary.matching.labels) {
      const auto& include = binary.matching.include;
      if (binary.matching.on && std::find(include.begin(), include.end(), label) != include.end()) {
        return error(
            binary.operator_position,
            fmt::format("label {} must not occur in ON and GROUP clause at once", quote(label)));
      }
    }
    return std::nullopt;
  }

  std::optional<Error> check_matching(const Node& node,
                                      const BinaryOperation& binary,
                                      bool vectors) const {
    const std::string name = quote(to_string(binary.operation));
    if (!vectors && !binary.matching.labels.empty()) {
      return error(node.position, "vector matching only allowed between instant vectors");
    }
    if (!is_set_operator(binary.operation)) {
      return std::nullopt;
    }
    if (!vectors) {
      return error(node.position,
                   fmt::format("set operator {} not allowed in binary scalar expression", name));
    }
    if (binary.matching.cardinality != Cardinality::one_to_one) {
      return error(node.position, fmt::format("no grouping allowed for {} operation", name));
    }
    return std::nullopt;
  }

  std::string_view text_;
};

}  // namespace

Result<ValueType> check_types(std::string_view text, const Node& root) {
  return TypeChecker(text).check(root);
}

}  // namespace firedrill::promql
