#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "harness/behaviour/metrics.hpp"
#include "harness/core/time.hpp"

namespace firedrill::mock {

/// What one replica counts, and how it tells: the metrics of `firedrill list metrics`, in the text
/// format of Prometheus, version 0.0.4. `job` and `instance` are the scraper's business.
class ServiceMetrics {
 public:
  ServiceMetrics(std::string service, std::string version)
      : service_(std::move(service)),
        version_(std::move(version)) {}

  void answered(int status, Duration latency);
  /// One request to an auth provider; `result` as in the metric's description.
  void authenticated(const std::string& provider, const std::string& result);

  struct Gauges {
    std::size_t in_flight = 0;
    std::size_t queue_length = 0;
    double process_start_s = 0;  ///< Unix time
  };

  std::string exposed(const Gauges& gauges) const;

 private:
  std::string service_;
  std::string version_;
  std::map<int, std::uint64_t> requests_;  ///< by status
  std::map<std::pair<std::string, std::string>, std::uint64_t> auth_requests_;
  LatencyHistogram duration_;
};

}  // namespace firedrill::mock
