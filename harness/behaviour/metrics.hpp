#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/core/time.hpp"

namespace firedrill {

enum class MetricType : std::uint8_t {
  counter,
  gauge,
  histogram,
  summary
};

/// One metric that a World exposes. A histogram `name` exposes name_bucket (with `le`), name_sum
/// and name_count.
struct MetricInfo {
  std::string_view name;
  MetricType type;
  /// Labels that each series carries, by comma, sorted; beside them stand `job` and `instance` of
  /// the scrape target, as in Prometheus.
  std::string_view labels;
  std::string_view meaning;  ///< one sentence for `firedrill list metrics`
};

/// Names of what is exposed, so that worlds and tests spell them in one place.
namespace metric {
inline constexpr std::string_view auth_requests = "auth_requests_total";
inline constexpr std::string_view client_requests = "client_requests_total";
inline constexpr std::string_view client_duration = "client_request_duration_seconds";
inline constexpr std::string_view requests = "http_requests_total";
inline constexpr std::string_view duration = "http_request_duration_seconds";
inline constexpr std::string_view in_flight = "http_requests_in_flight";
inline constexpr std::string_view queue_length = "http_queue_length";
inline constexpr std::string_view process_start = "process_start_time_seconds";
inline constexpr std::string_view up = "up";
}  // namespace metric

/// Every metric once, sorted by name.
std::span<const MetricInfo> exported_metrics();
std::string_view to_string(MetricType type);

/// A bucket of a latency histogram: its upper bound (inclusive) and how the label `le` spells it.
struct HistogramBound {
  Duration upper;
  std::string_view le;
};

/// The buckets of both histograms: the defaults of Prometheus' client libraries (client_golang,
/// DefBuckets). The last one, "+Inf", holds everything.
inline constexpr std::array<HistogramBound, 12> histogram_bounds{{
    {std::chrono::milliseconds{5}, "0.005"},
    {std::chrono::milliseconds{10}, "0.01"},
    {std::chrono::milliseconds{25}, "0.025"},
    {std::chrono::milliseconds{50}, "0.05"},
    {std::chrono::milliseconds{100}, "0.1"},
    {std::chrono::milliseconds{250}, "0.25"},
    {std::chrono::milliseconds{500}, "0.5"},
    {std::chrono::milliseconds{1000}, "1"},
    {std::chrono::milliseconds{2500}, "2.5"},
    {std::chrono::milliseconds{5000}, "5"},
    {std::chrono::milliseconds{10000}, "10"},
    {Duration::max(), "+Inf"},
}};

/// A sum of latencies. What a Duration can hold is too little for a run of long timeouts.
class LatencySum {
 public:
  void add(Duration latency) {
    rest_ += latency;
    if (rest_ >= span) {
      rest_ -= span;
      ++spans_;
    }
  }

  double seconds() const {
    const double spans_s = static_cast<double>(spans_) * 1e9;
    return spans_s + static_cast<double>(rest_.count()) / 1e9;
  }

 private:
  static constexpr Duration span = std::chrono::seconds{1'000'000'000};

  Duration rest_{};  ///< less the whole spans taken out of it
  std::uint64_t spans_ = 0;
};

/// A latency histogram over histogram_bounds.
struct LatencyHistogram {
  std::array<std::uint64_t, histogram_bounds.size()> counts{};  ///< of each bucket alone
  LatencySum sum{};

  double sum_s() const { return sum.seconds(); }

  void observe(Duration latency) {
    std::size_t bucket = 0;
    while (latency > histogram_bounds[bucket].upper) {
      ++bucket;
    }
    ++counts[bucket];
    sum.add(latency);
  }
};

}  // namespace firedrill
