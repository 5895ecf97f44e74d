#include "harness/rules/recording_rule.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::rules {

RecordingRule::RecordingRule(const Rule& definition) : definition_(definition) {}

Result<promql::SeriesId> RecordingRule::series_of(promql::SampleStore& store,
                                                  const promql::Labels& sample) {
  if (forgettings_ != store.forgettings()) {
    forgettings_ = store.forgettings();
    known_ = promql::SignatureIndex();
    known_series_.clear();
  }
  if (const auto number = known_.find(sample)) {
    return known_series_[*number];
  }
  std::vector<promql::Labels::Entry> labels(sample.begin(), sample.end());
  labels.emplace_back(promql::name_label, definition_.name);
  labels.insert(labels.end(), definition_.labels.begin(), definition_.labels.end());
  Result<promql::SeriesId> series = store.series(promql::Labels(std::move(labels)));
  if (series) {
    known_.insert(sample);
    known_series_.push_back(*series);
  }
  return series;
}

Result<bool> RecordingRule::evaluate(const EvaluationContext& context) {
  const Result<promql::Vector> vector = evaluate_for_rule(context, definition_.query);
  if (!vector) {
    return vector.error();
  }
  std::vector<RuleSample> samples;
  samples.reserve(vector->size());
  for (const promql::Sample& sample : *vector) {
    const Result<promql::SeriesId> series = series_of(context.store, sample.labels);
    if (!series) {
      return series.error();
    }
    samples.push_back({*series, sample.value});
  }
  std::sort(samples.begin(), samples.end(), [](const RuleSample& left, const RuleSample& right) {
    return left.series < right.series;
  });
  const auto twice = std::adjacent_find(
      samples.begin(), samples.end(), [](const RuleSample& left, const RuleSample& right) {
        return left.series == right.series;
      });
  if (twice != samples.end()) {
    return same_labels_error("rule");
  }
  if (context.limit > 0 && samples.size() > static_cast<std::size_t>(context.limit)) {
    return limit_error(context.limit, samples.size(), "series");
  }
  return written_.write(context.store, context.t_ms, samples);
}

}  // namespace firedrill::rules
