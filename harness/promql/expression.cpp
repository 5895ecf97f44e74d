#include "harness/promql/expression.hpp"

#include <algorithm>

#include "harness/promql/ast.hpp"
#include "harness/promql/functions.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/parser.hpp"
#include "harness/promql/type_check.hpp"

namespace firedrill::promql {
namespace {

const VectorSelector* selector_of(const Node& node) {
  if (const auto* matrix = std::get_if<MatrixSelector>(&node.data)) {
    return &matrix->selector;
  }
  return std::get_if<VectorSelector>(&node.data);
}

/// absent() and absent_over_time() are there for metrics that do not exist.
bool asks_for_absence(const Node& node) {
  const auto* call = std::get_if<Call>(&node.data);
  return call != nullptr && call->function->name.starts_with("absent");
}

bool is_exact_name(const Matcher& matcher) {
  return matcher.label == name_label && matcher.operation == MatchOperator::equal;
}

/// Whether metric_names() finds all metrics of the node.
bool is_named(const Node& node) {
  const VectorSelector* const selector = selector_of(node);
  const std::vector<const Node*> operands = children(node);
  return !asks_for_absence(node) &&
         (selector == nullptr ||
          std::any_of(selector->matchers.begin(), selector->matchers.end(), &is_exact_name)) &&
         std::all_of(operands.begin(), operands.end(), [](const Node* operand) {
           return is_named(*operand);
         });
}

struct Selectors {
  std::vector<const VectorSelector*> of_presence;
  std::vector<const VectorSelector*> of_absence;  ///< inside absent() and absent_over_time()
};

void collect_selectors(const Node& node, bool is_absence, Selectors& found) {
  const bool is_absence_below = is_absence || asks_for_absence(node);
  if (const VectorSelector* const selector = selector_of(node)) {
    (is_absence ? found.of_absence : found.of_presence).push_back(selector);
  }
  for (const Node* child : children(node)) {
    collect_selectors(*child, is_absence_below, found);
  }
}

Selectors all_selectors(const Expression& expression) {
  Selectors found;
  collect_selectors(expression.root(), false, found);
  return found;
}

/// The longest durations of PromQL are those of int64, so that a sum may not fit.
Duration sum(Duration left, Duration right) {
  return right > Duration{0} && left > Duration::max() - right ? Duration::max() : left + right;
}

/// How far the node itself reaches back, apart from its operands.
Duration own_reach(const Node& node) {
  if (const auto* matrix = std::get_if<MatrixSelector>(&node.data)) {
    return sum(matrix->range, matrix->selector.shift.offset);
  }
  if (const auto* selector = std::get_if<VectorSelector>(&node.data)) {
    return selector->shift.offset;
  }
  if (const auto* subquery = std::get_if<Subquery>(&node.data)) {
    return sum(subquery->range, subquery->shift.offset);
  }
  return Duration{0};
}

Duration reach(const Node& node) {
  Duration longest{0};
  for (const Node* child : children(node)) {
    longest = std::max(longest, reach(*child));
  }
  return std::max(sum(longest, own_reach(node)), Duration{0});
}

}  // namespace

Expression::Expression(NodePtr root) : root_(std::move(root)) {}

ValueType Expression::type() const {
  return type_of(*root_);
}

std::string Expression::to_string() const {
  return promql::to_string(*root_);
}

Result<Expression> parse(std::string_view text) {
  auto root = parse_syntax(text);
  if (!root) {
    return root.error();
  }
  const auto type = check_types(text, **root);
  if (!type) {
    return type.error();
  }
  return Expression(std::move(*root));
}

std::vector<const VectorSelector*> selectors(const Expression& expression) {
  return all_selectors(expression).of_presence;
}

std::vector<const VectorSelector*> selectors_of_absence(const Expression& expression) {
  return all_selectors(expression).of_absence;
}

std::vector<std::string> metric_names(const Expression& expression) {
  return metric_names(selectors(expression));
}

std::vector<std::string> metric_names(const std::vector<const VectorSelector*>& selectors) {
  std::vector<std::string> names;
  for (const VectorSelector* selector : selectors) {
    for (const Matcher& matcher : selector->matchers) {
      if (is_exact_name(matcher)) {
        names.push_back(matcher.value);
      }
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool names_all_metrics(const Expression& expression) {
  return is_named(expression.root());
}

Duration longest_range(const Expression& expression) {
  return reach(expression.root());
}

}  // namespace firedrill::promql
