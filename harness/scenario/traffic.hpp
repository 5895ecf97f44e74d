#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/retry.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/time.hpp"
#include "harness/scenario/http_text.hpp"
#include "harness/scenario/shown_metrics.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

/// From `at` on the rate is `per_second`, reached at once or (ramp) linearly from the point before.
struct RatePoint {
  Duration at{};  ///< incident clock
  double per_second = 0;
  bool ramp = false;
};

enum class Arrivals : std::uint8_t {
  constant,
  poisson
};

/// Which responses count as good; key "good".
struct Good {
  /// Inclusive ranges of HTTP statuses.
  std::vector<std::pair<int, int>> statuses = {{200, 399}};
  std::optional<Duration> within = {};  ///< wire clock; none: the client's timeout alone
};

/// User tokens that this population's requests carry; checked by services with AuthUse::verifies.
struct UserToken {
  std::string provider;
  Duration lifetime = std::chrono::hours{1};  ///< incident clock; ages are spread evenly over it
};

/// One population of clients: open loop, whatever the services do.
struct Population {
  std::string name;
  std::string to;
  std::vector<RatePoint> rate;  ///< first point at 0; never empty
  Arrivals arrivals = Arrivals::constant;
  Duration timeout = std::chrono::seconds{10};  ///< wire clock
  Distribution network = Constant{};            ///< wire clock, one way
  Good good = {};
  std::optional<RetryPolicy> retry = {};
  std::optional<UserToken> token = {};
  ShownMetrics shown = {};  ///< the scenario's key "metrics", what shows client_requests
  RequestText request = {};
  Span source = {};
};

}  // namespace firedrill
