#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// What a metric of the user's own names can show.
enum class ShownSource : std::uint8_t {
  requests,         ///< that a replica has answered
  in_flight,        ///< that it has accepted and not yet answered
  queue_length,     ///< those of them that wait for a worker
  auth_requests,    ///< to its auth providers
  up,               ///< 1: what answers a scrape is there
  client_requests,  ///< what the load generator's clients got
  calls,            ///< attempts of a replica's calls to services and auth providers
};

/// A bucket of a shown histogram: its upper bound (inclusive) and how the label `le` spells it.
struct ShownBucket {
  Duration upper{};
  std::string le;

  bool operator==(const ShownBucket&) const = default;
};

/// One metric of the block "metrics": what we count under the name and the labels that another
/// exporter gives it. Those of one name follow each other, and a label tells them apart.
struct ShownMetric {
  enum class Unit : std::uint8_t {
    seconds,
    milliseconds
  };

  std::string name;
  ShownSource shows{};
  MetricType as = MetricType::counter;
  Unit unit = Unit::seconds;
  std::vector<ShownBucket> buckets = {};  ///< of a histogram, ascending, without +Inf
  /// By name; the values are templates: "${service}".
  std::vector<std::pair<std::string, std::string>> labels = {};

  bool operator==(const ShownMetric&) const = default;
};

/// What a service's replicas, or the load generator, show beside firedrill's own metrics.
struct ShownMetrics {
  std::vector<ShownMetric> metrics = {};
  /// Every bound of every histogram, ascending: what latencies have to be counted over.
  std::vector<Duration> bounds = {};

  bool empty() const { return metrics.empty(); }

  /// Whether any of them shows this.
  bool has(ShownSource source) const;

  /// Whether a latency has to be counted for each code alone.
  bool has_durations() const;

  /// Whether one of them has the name of a metric of our own, and so takes its place; `own` is the
  /// metric's name or that of a histogram's part.
  bool replaces(std::string_view own) const;

  bool operator==(const ShownMetrics&) const = default;
};

/// Works the bounds out.
ShownMetrics make_shown(std::vector<ShownMetric> metrics);

struct ShownSourceInfo {
  ShownSource source;
  std::string_view name;                        ///< in the file
  std::span<const MetricType> as;               ///< that it can be shown as; the first by default
  std::span<const std::string_view> variables;  ///< that its labels may ask for
};

/// Every source once, in the order of the enumeration.
std::span<const ShownSourceInfo> shown_sources();

/// The names of the series that a metric of this type exposes: the name, or those with _bucket,
/// _sum and _count.
std::vector<std::string> exposed_names(const ShownMetric& metric);

}  // namespace firedrill
