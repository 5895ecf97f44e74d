#include "harness/control/condition_start.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

namespace firedrill::control {

bool ConditionStart::holds(const promql::Expression& query,
                           const promql::Labels& returned,
                           std::int64_t t_ms) {
  const Result<promql::Value> value = evaluator_.evaluate(query, t_ms);
  if (!value) {
    return false;
  }
  const auto* vector = std::get_if<promql::Vector>(&*value);
  if (vector == nullptr) {
    return true;  // a scalar
  }
  return std::any_of(vector->begin(), vector->end(), [&](const promql::Sample& sample) {
    return sample.labels == returned;
  });
}

/// By bisection: where many targets are scraped at many times, few of these are looked at.
ConditionStart::Found ConditionStart::find(const promql::Expression& query,
                                           const promql::Labels& returned,
                                           const std::deque<std::int64_t>& scrapes,
                                           const Between& between) {
  const auto first = std::upper_bound(scrapes.begin(), scrapes.end(), between.after_ms);
  const auto last = std::upper_bound(first, scrapes.end(), between.until_ms);
  const auto held = std::partition_point(
      first, last, [&](std::int64_t t_ms) { return !holds(query, returned, t_ms); });
  if (held != last) {
    return {.held_ms = *held, .scraped_ms = *held};
  }
  return {.held_ms = between.until_ms,
          .scraped_ms = last == scrapes.begin() ? between.until_ms : *std::prev(last)};
}

}  // namespace firedrill::control
