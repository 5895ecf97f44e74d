#pragma once

#include <cstdint>
#include <deque>

#include "harness/core/time.hpp"
#include "harness/promql/evaluator.hpp"
#include "harness/promql/expression.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/sample_store.hpp"

namespace firedrill::control {

/// When the condition of an alert began to hold between two evaluations, as far as samples can
/// tell: Prometheus itself knows only that it did at the second.
class ConditionStart {
 public:
  /// Times in ms since the epoch.
  struct Found {
    std::int64_t held_ms;     ///< the first scrape as of which it held, or the evaluation
    std::int64_t scraped_ms;  ///< the last scrape until then
  };

  /// The evaluations: the last one that did not return the series, and the one that did.
  struct Between {
    std::int64_t after_ms;
    std::int64_t until_ms;
  };

  /// The store must outlive it.
  ConditionStart(const promql::SampleStore& store, Duration subquery_step)
      : evaluator_(store, {.subquery_step = subquery_step}) {}

  /// `returned` are the labels of the series; `scrapes` the times of scrapes, in order.
  Found find(const promql::Expression& query,
             const promql::Labels& returned,
             const std::deque<std::int64_t>& scrapes,
             const Between& between);

 private:
  bool holds(const promql::Expression& query, const promql::Labels& returned, std::int64_t t_ms);

  promql::Evaluator evaluator_;
};

}  // namespace firedrill::control
