#pragma once

#include <chrono>
#include <cstdint>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/promql/expression.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/promql/selector_cache.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {

struct EvaluatorOptions {
  /// The step of a subquery that names none (Prometheus: the global evaluation interval).
  Duration subquery_step = std::chrono::minutes{1};

  /// The steps that the subqueries of one evaluation may take together.
  std::int64_t most_steps = 1'000'000;
};

/// Evaluates expressions over one store, which must outlive it, with the semantics of
/// Prometheus 2.42: same numbers, same labels. It remembers which series each selector picks, so
/// keep one for a run.
class Evaluator {
 public:
  explicit Evaluator(const SampleStore& store, EvaluatorOptions options = {})
      : store_(store),
        options_(options),
        selectors_(store) {}

  /// The value at a time, as of the samples up to then. A vector is sorted by labels, but for sort,
  /// sort_desc, topk and bottomk at the top, which give their own order. Errors are what only the
  /// data shows (many-to-many matching), and a range vector as the result.
  Result<Value> evaluate(const Expression& expression, std::int64_t t_ms);

 private:
  const SampleStore& store_;
  EvaluatorOptions options_;
  SelectorCache selectors_;
};

}  // namespace firedrill::promql
