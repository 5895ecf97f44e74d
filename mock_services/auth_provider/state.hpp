#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mock_services/auth_provider/config.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/provider.hpp"
#include "mock_services/auth_provider/store.hpp"
#include "mock_services/http/admin.hpp"

namespace firedrill::auth {

/// All of a provider.
struct ProviderState {
  Config config;
  std::string issuer;
  KeyRing keys;
  KeyRing first_keys;  ///< for a reset
  Store store = {};
  MutationTable mutations = {};
  http::HitCounters hits = {};            ///< by endpoint
  std::vector<std::string> accepts = {};  ///< contracts
  std::string accepts_cause = {};         ///< told with a mismatch; "": nothing
  Duration clock_offset{};
  std::uint64_t faults_made = 0;

  /// The provider's clock as an Instant, for faults.
  static Instant instant(WallTime time) { return Instant{time.time_since_epoch()}; }

  http::Answer answer(const Endpoint& endpoint, const http::Request& request, WallTime now);

  /// As after the start.
  void reset(WallTime now);

  /// Answers a request to /__firedrill/ (docs/mock-auth.md). `now` is the real time.
  http::Reply admin(const http::Request& request, WallTime now);
};

}  // namespace firedrill::auth
