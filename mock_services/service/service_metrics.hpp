#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "harness/behaviour/latency_counts.hpp"
#include "harness/behaviour/metrics.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/shown_facts.hpp"
#include "harness/promql/exposition.hpp"
#include "harness/scenario/shown_metrics.hpp"

namespace firedrill::mock {

/// What one replica counts, and how it tells: the metrics of `firedrill list metrics` and those of
/// the block "metrics", in the text format of Prometheus, version 0.0.4. `job` and `instance` are
/// the scraper's business, unless that block says them.
class ServiceMetrics {
 public:
  explicit ServiceMetrics(ReplicaIdentity replica, ShownMetrics shown = {})
      : replica_(std::move(replica)),
        shown_(std::move(shown)) {}

  ServiceMetrics(const ServiceMetrics&) = delete;
  ServiceMetrics& operator=(const ServiceMetrics&) = delete;

  void answered(int status, Duration latency);
  /// One attempt of a call, to a service or an auth provider.
  void called(const CallResult& result, Duration latency);
  /// One request to an auth provider; `result` as in the metric's description.
  void authenticated(const std::string& provider, const std::string& result);

  struct Gauges {
    std::size_t in_flight = 0;
    std::size_t queue_length = 0;
    double process_start_s = 0;  ///< Unix time
  };

  std::string exposed(const Gauges& gauges) const;

 private:
  /// Those, or attempts of calls, that ended alike.
  struct Requests {
    std::uint64_t count = 0;
    std::optional<LatencyCounts> durations = {};
  };

  void count(Requests& requests, Duration latency) const;
  void write_own(const Gauges& gauges, promql::ExpositionWriter& page) const;
  void write_own_requests(promql::ExpositionWriter& page) const;
  void write_own_durations(promql::ExpositionWriter& page) const;
  void write_shown(const Gauges& gauges, promql::ExpositionWriter& page) const;

  ReplicaIdentity replica_;
  ShownMetrics shown_;
  std::map<int, Requests> requests_;  ///< by status
  std::map<std::pair<std::string, std::string>, std::uint64_t> auth_requests_;
  std::map<std::pair<std::string, std::uint16_t>, Requests> calls_;  ///< by callee and code
  LatencyHistogram duration_;
};

}  // namespace firedrill::mock
