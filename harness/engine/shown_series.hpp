#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/latency_counts.hpp"
#include "harness/engine/series.hpp"
#include "harness/engine/world.hpp"
#include "harness/scenario/shown_metrics.hpp"

namespace firedrill {

/// What the templates of labels may ask for, and what stands there.
using LabelVariables = std::vector<std::pair<std::string_view, std::string>>;

/// Adds what a response's code says: code, code_class, code_digit, server_error, spring_outcome.
void add_code_variables(std::uint16_t code, LabelVariables& variables);

/// ... and of what a caller got: spring_status, spring_exception, istio_code, istio_flags, status,
/// error_type too.
void add_call_variables(std::uint16_t code, LabelVariables& variables);

/// Takes out what a shown metric of the same name replaces.
void drop_replaced(const ShownMetrics& shown, Samples& own);

/// Something that a target has counted or measured.
struct ShownFact {
  ShownSource source;
  LabelVariables variables;
  double value = 0;
  const LatencyCounts* durations = nullptr;  ///< if latencies are counted
};

/// Shows a target's facts as the metrics of the user's own names. Facts that have the same labels
/// in a metric add up. What it shows depends on the facts alone; it only remembers the series that
/// it has named, because naming them is what costs.
class ShownSeries {
 public:
  /// `shown` must outlive it. Labels "job" and "instance" are the target's, where a metric has none
  /// of its own; empty ones are left out.
  ShownSeries(const ShownMetrics& shown, ScrapeTarget target);

  /// Adds the samples of all metrics, in their order. Facts of a source come in the same order
  /// every time, new ones behind.
  void expose(std::span<const ShownFact> facts, Samples& samples);

  /// The same of one metric.
  void expose(std::size_t metric, std::span<const ShownFact> facts, Samples& samples);

 private:
  /// Everything with the same labels.
  struct Series {
    promql::Labels key;                  ///< the metric's name and labels
    std::vector<promql::Labels> labels;  ///< of all that is exposed
    bool is_there = false;               ///< some fact adds to it
    double value = 0;
    double sum_s = 0;
    std::vector<std::uint64_t> buckets = {};
  };

  struct Known {
    LabelVariables variables;
    std::size_t series = 0;
  };

  struct Metric {
    const ShownMetric* shown;
    std::vector<Series> series = {};
    std::vector<Known> known = {};  ///< by the number of a fact among those of the source
  };

  Series& series_of(Metric& metric, std::size_t number, const LabelVariables& variables);
  promql::Labels labels_of(const ShownMetric& metric, const LabelVariables& variables) const;

  ScrapeTarget target_;
  std::vector<Metric> metrics_;
};

}  // namespace firedrill
