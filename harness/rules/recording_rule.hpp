#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/promql/label_selection.hpp"
#include "harness/rules/evaluated_rule.hpp"
#include "harness/rules/rule_series.hpp"

namespace firedrill::rules {

/// A recording rule over a run. Source: RecordingRule.Eval, prometheus/rules/recording.go, v2.42.
class RecordingRule {
 public:
  explicit RecordingRule(const Rule& definition);

  /// Writes what the expression gives now. After an error nothing is written, and no series ends.
  Result<bool> evaluate(const EvaluationContext& context);

 private:
  /// The series for a sample's labels, made at its first sight.
  Result<promql::SeriesId> series_of(promql::SampleStore& store, const promql::Labels& sample);

  const Rule& definition_;
  promql::SignatureIndex known_;                // by the labels of the expression's samples
  std::vector<promql::SeriesId> known_series_;  // by number in known_
  std::uint64_t forgettings_ = 0;               // of the store, when it was asked last
  RuleSeries written_;
};

}  // namespace firedrill::rules
