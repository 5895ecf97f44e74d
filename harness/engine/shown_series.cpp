#include "harness/engine/shown_series.hpp"

#include <algorithm>

#include "harness/scenario/placeholder.hpp"

namespace firedrill {
namespace {

std::string value_of(std::string_view name, const LabelVariables& variables) {
  const auto found = std::find_if(
      variables.begin(), variables.end(), [&](const auto& one) { return one.first == name; });
  return found == variables.end() ? "" : found->second;
}

promql::Labels named(const promql::Labels& key, const std::string& name) {
  return key.with(promql::name_label, name);
}

/// The labels of each sample that a series exposes.
std::vector<promql::Labels> exposed_labels(const ShownMetric& metric, const promql::Labels& key) {
  std::vector<promql::Labels> labels;
  if (metric.as == MetricType::counter || metric.as == MetricType::gauge) {
    return {key};
  }
  if (metric.as == MetricType::histogram) {
    const promql::Labels bucket = named(key, metric.name + "_bucket");
    for (const ShownBucket& one : metric.buckets) {
      labels.push_back(bucket.with("le", one.le));
    }
    labels.push_back(bucket.with("le", "+Inf"));
  }
  labels.push_back(named(key, metric.name + "_sum"));
  labels.push_back(named(key, metric.name + "_count"));
  return labels;
}

}  // namespace

void drop_replaced(const ShownMetrics& shown, Samples& own) {
  std::erase_if(own, [&](const ScrapedSample& sample) {
    return shown.replaces(sample.labels.get(promql::name_label));
  });
}

ShownSeries::ShownSeries(const ShownMetrics& shown, ScrapeTarget target)
    : target_(std::move(target)) {
  for (const ShownMetric& metric : shown.metrics) {
    metrics_.push_back({.shown = &metric});
  }
}

void ShownSeries::expose(std::span<const ShownFact> facts, Samples& samples) {
  for (std::size_t metric = 0; metric < metrics_.size(); ++metric) {
    expose(metric, facts, samples);
  }
}

void ShownSeries::expose(std::size_t index, std::span<const ShownFact> facts, Samples& samples) {
  Metric& metric = metrics_[index];
  const ShownMetric& shown = *metric.shown;
  for (Series& series : metric.series) {
    series.is_there = false;
    series.value = 0;
    series.sum_s = 0;
    series.buckets.assign(shown.buckets.size(), 0);
  }
  std::size_t number = 0;
  for (const ShownFact& fact : facts) {
    if (fact.source != shown.shows) {
      continue;
    }
    Series& series = series_of(metric, number++, fact.variables);
    series.is_there = true;
    series.value += fact.value;
    for (std::size_t i = 0; fact.durations != nullptr && i < shown.buckets.size(); ++i) {
      series.buckets[i] += fact.durations->up_to(shown.buckets[i].upper);
    }
    series.sum_s += fact.durations != nullptr ? fact.durations->sum_s() : 0;
  }
  const double unit = shown.unit == ShownMetric::Unit::milliseconds ? 1000 : 1;
  for (const Series& series : metric.series) {
    if (!series.is_there) {
      continue;
    }
    auto labels = series.labels.begin();
    for (const std::uint64_t count : series.buckets) {
      samples.push_back({.labels = *labels++, .value = static_cast<double>(count)});
    }
    if (shown.as == MetricType::histogram) {
      samples.push_back({.labels = *labels++, .value = series.value});
    }
    if (labels + 2 == series.labels.end()) {
      samples.push_back({.labels = *labels++, .value = series.sum_s * unit});
    }
    samples.push_back({.labels = *labels, .value = series.value});
  }
}

ShownSeries::Series& ShownSeries::series_of(Metric& metric,
                                            std::size_t number,
                                            const LabelVariables& variables) {
  if (number < metric.known.size() && metric.known[number].variables == variables) {
    return metric.series[metric.known[number].series];
  }
  const promql::Labels key = labels_of(*metric.shown, variables);
  const auto same = std::find_if(metric.series.begin(),
                                 metric.series.end(),
                                 [&](const Series& series) { return series.key == key; });
  const auto place = static_cast<std::size_t>(same - metric.series.begin());
  if (same == metric.series.end()) {
    metric.series.push_back({.key = key,
                             .labels = exposed_labels(*metric.shown, key),
                             .buckets = std::vector<std::uint64_t>(metric.shown->buckets.size())});
  }
  metric.known.resize(std::max(metric.known.size(), number + 1));
  metric.known[number] = {.variables = variables, .series = place};
  return metric.series[place];
}

promql::Labels ShownSeries::labels_of(const ShownMetric& metric,
                                      const LabelVariables& variables) const {
  std::vector<promql::Labels::Entry> entries{{std::string(promql::name_label), metric.name},
                                             {"job", target_.job},
                                             {"instance", target_.instance}};
  for (const auto& [name, text] : metric.labels) {
    entries.emplace_back(
        name, fill(text, [&](std::string_view asked) { return value_of(asked, variables); }));
  }
  return promql::Labels{std::move(entries)};
}

}  // namespace firedrill
