#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/engine/metrics.hpp"
#include "harness/engine/world.hpp"
#include "harness/promql/labels.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/blueprint.hpp"

namespace firedrill::simulated {

/// The label sets that a target exposed last time, in order: the same ones come again, scrape after
/// scrape, and need not be made again.
using ExposedSeries = std::vector<promql::Labels>;

/// Writes samples in the form in which one target exposes them.
class SampleWriter {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// Every sample carries the target's job and instance. `exposed` must outlive the writer.
  SampleWriter(ScrapeTarget target, ExposedSeries& exposed);

  /// `labels` without __name__, job and instance, in any order.
  void add(std::string_view name, Labels labels, double value);
  /// The _bucket, _sum and _count series; `labels` without le.
  void add(std::string_view name, const Labels& labels, const LatencyHistogram& histogram);

  std::vector<ScrapedSample> take() { return std::move(samples_); }

 private:
  ScrapeTarget target_;
  ExposedSeries& exposed_;
  std::vector<ScrapedSample> samples_;
};

/// The counters of one process: they begin at zero with it.
class ReplicaMetrics {
 public:
  /// A request that was answered, with any HTTP status.
  void answered(std::uint16_t code, std::uint32_t version, Duration latency);
  /// An answer, or none, of an auth provider (service) to this replica.
  void authenticated(std::uint32_t provider, const Answer& answer);

  /// Adds the counters' series of this replica, a process of `service`.
  void write(const Blueprint& blueprint, const std::string& service, SampleWriter& writer) const;

 private:
  struct Requests {
    std::uint32_t version = 0;
    std::uint16_t code = code::none;
    std::uint64_t count = 0;
  };

  struct AuthRequests {
    std::uint32_t provider = nothing;
    std::uint16_t code = code::none;
    std::uint16_t error = 0;
    std::uint64_t count = 0;
  };

  std::vector<Requests> requests_;
  std::vector<AuthRequests> auth_requests_;
  LatencyHistogram duration_;
};

}  // namespace firedrill::simulated
