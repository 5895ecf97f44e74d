#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/behaviour/breaker.hpp"
#include "harness/behaviour/contract.hpp"
#include "harness/behaviour/retry.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/time.hpp"
#include "harness/scenario/http_text.hpp"
#include "harness/scenario/own_program.hpp"
#include "harness/scenario/shown_metrics.hpp"

namespace firedrill {

/// What a service answers to its own caller when a call of its own fails.
struct FailsWith {
  int reply = 502;  ///< HTTP status; 2xx means that the failure is swallowed

  bool operator==(const FailsWith&) const = default;
};

/// One outgoing call of a service: key "calls".
struct Call {
  std::string service;
  std::optional<Duration> timeout = {};  ///< wire clock; none: waits for ever
  FailsWith fails = {};
  double share = 1;                   ///< of the requests that make this call
  Distribution network = Constant{};  ///< wire clock, one way
  std::optional<RetryPolicy> retry = {};
  std::optional<BreakerPolicy> breaker = {};

  bool operator==(const Call&) const = default;
};

/// What a client does when it cannot get a token or keys.
enum class WhenUnavailable : std::uint8_t {
  fail_closed,
  fail_open,
  use_cached
};

/// A service's use of an auth provider: key "auth".
struct AuthUse {
  Call call;           ///< to the provider: timeout, fails, retry, breaker
  std::string speaks;  ///< a contract of the provider
  /// Lifetime of a cached machine token (incident clock; capped by the provider's token_lifetime).
  std::optional<Duration> token_cache = {};
  /// Said to ask for a token with every request. Who says neither does so too, unless it verifies:
  /// then it needs no token of its own.
  bool token_per_request = false;
  /// Verifies the caller's user token against cached signing keys.
  bool verifies = false;
  Duration key_cache =
      std::chrono::minutes{10};  ///< lifetime of the cached key set, incident clock
  Duration key_cooldown = std::chrono::seconds{30};  ///< between refetches for an unknown key id
  bool refetch_unknown_key = true;
  bool strict_keys = false;  ///< a key of an unknown type makes the whole set unreadable
  WhenUnavailable when_unavailable = WhenUnavailable::fail_closed;

  bool needs_token() const { return token_cache || token_per_request || !verifies; }

  bool operator==(const AuthUse&) const = default;
};

/// Slow start after a process start: latency times `factor`, falling linearly to 1 within `lasts`.
struct WarmUp {
  Duration lasts{};   ///< incident clock
  double factor = 1;  ///< >= 1

  /// What own work takes when the process has so long to go until it is warm.
  Duration slowed(Duration work, Duration still_cold) const {
    if (still_cold <= Duration::zero()) {
      return work;
    }
    const double coldness =
        static_cast<double>(still_cold.count()) / static_cast<double>(lasts.count());
    const double slower = 1 + (factor - 1) * std::min(coldness, 1.0);
    return scaled(work, slower);
  }

  bool operator==(const WarmUp&) const = default;
};

enum class AbandonedWork : std::uint8_t {
  finish,
  cancel
};

/// Everything about a service that a version may change.
struct Behaviour {
  std::size_t workers = 64;  ///< requests worked on at once, each replica
  std::size_t queue = 1024;  ///< requests waiting, each replica; one more is answered 503
  Distribution latency = Constant{std::chrono::milliseconds{10}};  ///< own work, wire clock
  std::vector<std::vector<Call>> calls =
      {};                          ///< groups one after the other; calls of a group side by side
  std::vector<AuthUse> auth = {};  ///< before the calls, in the order of the file
  Duration startup = std::chrono::seconds{10};  ///< incident clock
  WarmUp warm_up = {};
  /// Whether work goes on whose caller has given up: it decides metastability.
  AbandonedWork abandoned_work = AbandonedWork::finish;
  // Auth providers only:
  std::vector<Contract> contracts = {};
  std::vector<std::string> accepts = {};            ///< names of contracts
  Duration token_lifetime = std::chrono::hours{1};  ///< incident clock

  bool operator==(const Behaviour&) const = default;
};

enum class ServiceKind : std::uint8_t {
  service,
  auth_provider
};

struct Version {
  std::string name;  ///< "" is the only one of a service without versions
  Behaviour behaviour;
  std::optional<OwnProgram> live = {};     ///< none: a mock; all versions of a service alike
  std::vector<CannedAnswer> answers = {};  ///< of the mock, where it would answer 200
};

struct Service {
  std::string name;
  ServiceKind kind = ServiceKind::service;
  bool third_party = false;
  std::size_t replicas = 1;
  std::string version;            ///< running at t = 0
  std::vector<Version> versions;  ///< never empty; in the order of the file
  ShownMetrics shown = {};        ///< its own key "metrics", or the scenario's
};

}  // namespace firedrill
