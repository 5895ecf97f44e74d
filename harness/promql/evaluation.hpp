#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/evaluator.hpp"
#include "harness/promql/functions.hpp"

namespace firedrill::promql {

/// One evaluation of an expression: a walk over its tree. Vectors inside have the order of the
/// series' creation, like Prometheus', because sums of floats depend on it.
class Evaluation {
 public:
  struct Context {
    const SampleStore& store;
    SelectorCache& selectors;
    EvaluatorOptions options;
    std::int64_t t_ms;  ///< What start() and end() mean.
  };

  explicit Evaluation(const Context& context)
      : context_(context),
        steps_left_(context.options.most_steps) {}

  Result<Value> evaluate(const Node& node, std::int64_t t_ms);

 private:
  /// One series of a range vector, with the samples in its range.
  struct WindowedSeries {
    const Labels& labels;
    const Labels& nameless;
    Window window;
  };

  using Visit = std::function<void(const WindowedSeries&)>;

  /// What a subquery computed for one series.
  struct ComputedSeries {
    Labels labels;
    std::vector<Point> points;
  };

  /// The times that a range covers, both bounds included, and that of the evaluation.
  struct Span {
    std::int64_t from_ms;
    std::int64_t to_ms;
    std::int64_t t_ms;
  };

  std::int64_t shifted(const TimeShift& shift, std::int64_t t_ms) const;
  std::optional<Point> newest(SeriesId series, std::int64_t t_ms) const;
  Vector select(const VectorSelector& selector, std::int64_t t_ms);

  /// Visits every series that has samples in its range. The answer is whether they all have the
  /// same name, so that they stay different without it.
  Result<bool> visit_range_vector(const Node& node, std::int64_t t_ms, const Visit& visit);
  void visit_stored(const SelectedSeries& selected, const Span& span, const Visit& visit);
  Result<std::vector<ComputedSeries>> run_subquery(const Subquery& subquery, const Span& span);

  Result<Value> aggregation(const Aggregation& aggregation, std::int64_t t_ms);
  Result<Value> binary(const BinaryOperation& binary, std::int64_t t_ms);
  Result<Value> unary(const UnaryOperation& unary, std::int64_t t_ms);

  // In evaluation_calls.cpp
  Result<Value> call(const Call& call, std::int64_t t_ms);
  Result<Value> call_element(const Call& call, ElementFunction function, std::int64_t t_ms);
  Result<Value> call_range(const Call& call,
                           const CheckedRangeFunction& checked,
                           std::int64_t t_ms);
  Result<Value> call_whole(const Call& call, WholeFunction function, std::int64_t t_ms);
  Result<Value> call_date(const Call& call, ElementFunction function, std::int64_t t_ms);
  Result<Value> absent_over_time(const Call& call, std::int64_t t_ms);
  Result<Value> timestamp(const Call& call, std::int64_t t_ms);
  Result<std::vector<double>> scalar_arguments(const Call& call, std::int64_t t_ms);

  Context context_;
  std::int64_t steps_left_;     // for subqueries
  std::vector<Point> scratch_;  // a window without its stale markers
};

}  // namespace firedrill::promql
