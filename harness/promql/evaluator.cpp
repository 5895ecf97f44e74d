#include "harness/promql/evaluator.hpp"

#include <algorithm>

#include "harness/promql/evaluation.hpp"
#include "harness/promql/functions.hpp"

namespace firedrill::promql {
namespace {

/// Whether the outermost operation gives an order of its own.
bool is_ordered(const Node& root) {
  const Node& node = without_parentheses(root);
  if (const auto* aggregation = std::get_if<Aggregation>(&node.data)) {
    return aggregation->operation == AggregationOperator::topk ||
           aggregation->operation == AggregationOperator::bottomk;
  }
  const auto* call = std::get_if<Call>(&node.data);
  return call != nullptr && (call->function->name == "sort" || call->function->name == "sort_desc");
}

}  // namespace

Result<Value> Evaluator::evaluate(const Expression& expression, std::int64_t t_ms) {
  Evaluation evaluation({store_, selectors_, options_, t_ms});
  auto value = evaluation.evaluate(expression.root(), t_ms);
  if (value && !is_ordered(expression.root())) {
    if (auto* const samples = std::get_if<Vector>(&*value)) {
      std::sort(samples->begin(), samples->end(), [](const Sample& left, const Sample& right) {
        return left.labels < right.labels;
      });
    }
  }
  return value;
}

}  // namespace firedrill::promql
