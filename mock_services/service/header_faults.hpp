#pragma once

#include <cstdint>

#include "harness/core/rng.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/fault_set.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// The faults that clients ask for in the headers of their requests, as Envoy's HTTP fault filter
/// has them: x-envoy-fault-abort-request (a status), x-envoy-fault-delay-request (milliseconds),
/// and each with "-percentage" behind it, which lowers the share that the settings allow. Of a
/// repeated header the first counts; a value that is none counts as absent. Source:
/// envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/fault_filter
class HeaderFaults {
 public:
  explicit HeaderFaults(const ServiceSettings& settings);

  /// A delay, a Reply in the service's place after it, both or nothing; no cause.
  FaultDecision decide(const http::Headers& headers);

  struct Counts {
    std::uint64_t aborts = 0;
    std::uint64_t delays = 0;
  };

  const Counts& counts() const { return counts_; }

  void clear_counts() { counts_ = {}; }

 private:
  HeaderFaultLimits limits_;
  Rng abort_;
  Rng delay_;
  Counts counts_ = {};
};

}  // namespace firedrill::mock
