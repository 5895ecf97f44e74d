#include "harness/promql/evaluation.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/promql/aggregation.hpp"
#include "harness/promql/binary_operation.hpp"
#include "harness/promql/vector_functions.hpp"

namespace firedrill::promql {
namespace {

Result<Value> unique_only(Vector vector) {
  if (auto problem = check_unique(vector)) {
    return std::move(*problem);
  }
  return Value(std::move(vector));
}

Result<Value> range_vector_result() {
  return Error{ErrorCode::invalid_input,
               "rule result is not a vector or scalar, but a range vector: give it to a function "
               "such as rate()"};
}

/// The first multiple of the step that is not before a time.
std::int64_t align(std::int64_t t_ms, std::int64_t step_ms) {
  const std::int64_t multiple = t_ms / step_ms * step_ms;
  return multiple < t_ms ? multiple + step_ms : multiple;
}

}  // namespace

Result<Value> Evaluation::evaluate(const Node& node, std::int64_t t_ms) {
  return std::visit(
      Overloaded{
          [](const NumberLiteral& number) { return Result<Value>(Value(number.value)); },
          [](const StringLiteral& literal) { return Result<Value>(Value(literal.value)); },
          [&](const VectorSelector& selector) {
            return Result<Value>(Value(select(selector, t_ms)));
          },
          [](const MatrixSelector&) { return range_vector_result(); },
          [](const Subquery&) { return range_vector_result(); },
          [&](const Call& one) { return call(one, t_ms); },
          [&](const Aggregation& one) { return aggregation(one, t_ms); },
          [&](const BinaryOperation& one) { return binary(one, t_ms); },
          [&](const UnaryOperation& one) { return unary(one, t_ms); },
          [&](const Parentheses& one) { return evaluate(*one.operand, t_ms); },
      },
      node.data);
}

std::int64_t Evaluation::shifted(const TimeShift& shift, std::int64_t t_ms) const {
  if (shift.at) {
    const bool given = shift.at->kind == FixedTime::Kind::timestamp;
    t_ms = given ? shift.at->t_ms : context_.t_ms;
  }
  return t_ms - to_ms(shift.offset);
}

std::optional<Point> Evaluation::newest(SeriesId series, std::int64_t t_ms) const {
  const auto points = context_.store.points(series, t_ms - to_ms(look_back), t_ms);
  if (points.empty() || is_stale(points.back().value)) {
    return std::nullopt;
  }
  return points.back();
}

Vector Evaluation::select(const VectorSelector& selector, std::int64_t t_ms) {
  const std::int64_t then_ms = shifted(selector.shift, t_ms);
  Vector result;
  for (const SeriesId id : context_.selectors.select(selector).series) {
    if (const auto point = newest(id, then_ms)) {
      result.push_back({context_.store.labels(id), point->value});
    }
  }
  return result;
}

Result<bool> Evaluation::visit_range_vector(const Node& node,
                                            std::int64_t t_ms,
                                            const Visit& visit) {
  const Node& inner = without_parentheses(node);
  if (const auto* matrix = std::get_if<MatrixSelector>(&inner.data)) {
    const SelectedSeries& selected = context_.selectors.select(matrix->selector);
    const std::int64_t last_ms = shifted(matrix->selector.shift, t_ms);
    visit_stored(selected, {last_ms - to_ms(matrix->range), last_ms, t_ms}, visit);
    return selected.one_metric;
  }
  const auto& subquery = std::get<Subquery>(inner.data);
  const std::int64_t last_ms = shifted(subquery.shift, t_ms);
  const Span span{last_ms - to_ms(subquery.range), last_ms, t_ms};
  const auto computed = run_subquery(subquery, span);
  if (!computed) {
    return computed.error();
  }
  for (const ComputedSeries& series : *computed) {
    const Labels nameless = series.labels.without_name();
    visit({series.labels, nameless, {series.points, span.from_ms, span.to_ms, t_ms}});
  }
  return false;
}

void Evaluation::visit_stored(const SelectedSeries& selected,
                              const Span& span,
                              const Visit& visit) {
  const SampleStore& store = context_.store;
  for (const SeriesId id : selected.series) {
    auto points = store.points(id, span.from_ms, span.to_ms);
    if (std::any_of(points.begin(), points.end(), [](const Point& point) {
          return is_stale(point.value);
        })) {
      scratch_.assign(points.begin(), points.end());
      std::erase_if(scratch_, [](const Point& point) { return is_stale(point.value); });
      points = scratch_;
    }
    if (!points.empty()) {
      visit({store.labels(id),
             store.labels_without_name(id),
             {points, span.from_ms, span.to_ms, span.t_ms}});
    }
  }
}

Result<std::vector<Evaluation::ComputedSeries>> Evaluation::run_subquery(const Subquery& subquery,
                                                                         const Span& span) {
  const bool own_step = subquery.step != Duration{0};
  const std::int64_t step_ms = to_ms(own_step ? subquery.step : context_.options.subquery_step);
  const std::int64_t first_ms = align(span.from_ms, step_ms);
  steps_left_ -= (span.to_ms - first_ms) / step_ms + 1;
  if (steps_left_ < 0) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("subqueries need more than {} steps", context_.options.most_steps)};
  }
  SignatureIndex index;
  std::vector<ComputedSeries> computed;
  for (std::int64_t at_ms = first_ms; at_ms <= span.to_ms; at_ms += step_ms) {
    auto value = evaluate(*subquery.operand, at_ms);
    if (!value) {
      return value.error();
    }
    for (Sample& sample : std::get<Vector>(*value)) {
      const std::size_t series = index.insert(sample.labels);
      if (series == computed.size()) {
        computed.push_back({std::move(sample.labels), {}});
      }
      computed[series].points.push_back({at_ms, sample.value});
    }
  }
  return computed;
}

Result<Value> Evaluation::aggregation(const Aggregation& aggregation, std::int64_t t_ms) {
  Value parameter = 0.0;
  if (aggregation.parameter) {
    auto evaluated = evaluate(*aggregation.parameter, t_ms);
    if (!evaluated) {
      return evaluated;
    }
    parameter = std::move(*evaluated);
  }
  auto operand = evaluate(*aggregation.operand, t_ms);
  if (!operand) {
    return operand;
  }
  auto result = aggregate(aggregation, std::get<Vector>(*operand), parameter);
  return result ? Result<Value>(Value(std::move(*result))) : result.error();
}

Result<Value> Evaluation::binary(const BinaryOperation& binary, std::int64_t t_ms) {
  auto left = evaluate(*binary.left, t_ms);
  if (!left) {
    return left;
  }
  auto right = evaluate(*binary.right, t_ms);
  if (!right) {
    return right;
  }
  auto* const left_vector = std::get_if<Vector>(&*left);
  auto* const right_vector = std::get_if<Vector>(&*right);
  if (left_vector == nullptr && right_vector == nullptr) {
    return Value(combine_scalars(binary, std::get<double>(*left), std::get<double>(*right)));
  }
  Vector result;
  if (right_vector == nullptr) {
    result = combine_with_scalar(
        binary, std::move(*left_vector), std::get<double>(*right), VectorSide::left);
  } else if (left_vector == nullptr) {
    result = combine_with_scalar(
        binary, std::move(*right_vector), std::get<double>(*left), VectorSide::right);
  } else {
    auto combined = combine_vectors(binary, *left_vector, *right_vector);
    if (!combined) {
      return combined.error();
    }
    result = std::move(*combined);
  }
  return drops_name(binary) || is_set_operator(binary.operation) ? unique_only(std::move(result))
                                                                 : Value(std::move(result));
}

Result<Value> Evaluation::unary(const UnaryOperation& unary, std::int64_t t_ms) {
  auto operand = evaluate(*unary.operand, t_ms);
  if (!operand || !unary.negative) {
    return operand;
  }
  if (const double* const scalar = std::get_if<double>(&*operand)) {
    return Value(-*scalar);
  }
  for (Sample& sample : std::get<Vector>(*operand)) {
    sample = {sample.labels.without_name(), -sample.value};
  }
  return unique_only(std::get<Vector>(std::move(*operand)));
}

}  // namespace firedrill::promql
