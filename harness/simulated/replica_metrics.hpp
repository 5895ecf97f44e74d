#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/series.hpp"
#include "harness/engine/shown_series.hpp"
#include "harness/scenario/shown_metrics.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/blueprint.hpp"

namespace firedrill::simulated {

/// What a replica shows beside its counters.
struct ReplicaGauges {
  std::string_view version = {};  ///< that runs
  std::uint32_t ordinal = 0;      ///< among the replicas of its service
  std::uint32_t in_flight = 0;
  std::uint32_t queue_length = 0;
  double process_start_s = 0;  ///< Unix time
};

/// How attempts of the calls of one version to a service ended.
struct CallEnd {
  std::uint32_t callee = nothing;
  std::uint32_t version = 0;
  std::uint16_t code = code::none;

  bool operator==(const CallEnd&) const = default;
};

/// The metrics of one process: its counters begin at zero with it.
class ReplicaMetrics {
 public:
  /// `shown` must outlive it.
  explicit ReplicaMetrics(const ShownMetrics& shown) : shown_(&shown) {}

  /// A request that was answered, with any HTTP status.
  void answered(std::uint16_t code, std::uint32_t version, Duration latency);

  /// An attempt of a call that has ended; to be told only where they are shown (Edge::is_shown).
  void called(const CallEnd& end, Duration latency);

  /// An answer, or none, of an auth provider (a service) to this replica.
  void authenticated(std::uint32_t provider, const Answer& answer);

  /// All series of this process of a service; always the same target.
  Samples expose(const Blueprint& blueprint,
                 const std::string& service,
                 const ScrapeTarget& target,
                 const ReplicaGauges& gauges);

 private:
  struct Requests {
    std::uint32_t version = 0;
    std::uint16_t code = code::none;
    std::uint64_t count = 0;
    promql::Labels labels = {};
    std::optional<LatencyCounts> durations = {};
  };

  struct CallCount {
    CallEnd end;
    std::uint64_t count = 0;
    std::optional<LatencyCounts> durations = {};
  };

  struct AuthRequests {
    std::uint32_t provider = nothing;
    std::uint16_t code = code::none;
    std::uint16_t error = 0;
    std::uint64_t count = 0;
    promql::Labels labels = {};
  };

  Requests& requests_of(std::uint16_t code, std::uint32_t version);
  void expose_own(const Blueprint& blueprint,
                  const std::string& service,
                  const SeriesLabels& target,
                  const ReplicaGauges& gauges,
                  Samples& samples);
  std::vector<ShownFact> facts(const Blueprint& blueprint,
                               const std::string& service,
                               const ScrapeTarget& target,
                               const ReplicaGauges& gauges) const;

  const ShownMetrics* shown_;
  std::optional<ShownSeries> shown_series_;
  std::vector<Requests> requests_;
  std::vector<AuthRequests> auth_requests_;
  std::vector<CallCount> calls_;
  LatencyHistogram duration_;
  HistogramSeries duration_series_;
  std::vector<promql::Labels> gauge_labels_;
};

}  // namespace firedrill::simulated
