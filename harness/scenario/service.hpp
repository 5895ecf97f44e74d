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
#include "harness/text/position.hpp"

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

/// How a client finds out whether a user's token is good.
enum class VerifiesBy : std::uint8_t {
  keys,           ///< its signature, by the provider's cached signing keys
  introspection,  ///< asks the provider about each request's token (RFC 7662)
  userinfo,       ///< asks the provider, with the token, whose it is (OpenID Connect Core, 5.3)
};

/// A service's use of an auth provider: key "auth".
struct AuthUse {
  Call call;           ///< to the provider: timeout, fails, retry, breaker
  std::string speaks;  ///< a contract of the provider
  /// Lifetime of a cached machine token (incident clock; capped by the provider's token_lifetime).
  std::optional<Duration> token_cache = {};
  /// Said to ask for a token with every request. Who says neither does so too, unless it verifies
  /// or logs users in: then it needs no token of its own.
  bool token_per_request = false;
  /// Its tokens are those of an account that somebody has connected once: all its replicas have got
  /// the same refresh token for it (RFC 6749, 6).
  bool refreshes = false;
  /// A token response that is not what it used to be is none: its scope, how long its token is.
  bool strict_tokens = false;
  /// Verifies the caller's user token.
  bool verifies = false;
  VerifiesBy verifies_by = VerifiesBy::keys;
  /// Each request is a log-in of its user, by the authorization code flow (RFC 6749, 4.1).
  bool logs_in = false;
  Duration key_cache =
      std::chrono::minutes{10};  ///< lifetime of the cached key set, incident clock
  Duration key_cooldown = std::chrono::seconds{30};  ///< between refetches for an unknown key id
  bool refetch_unknown_key = true;
  bool strict_keys = false;  ///< a key of an unknown type makes the whole set unreadable
  bool first_key = false;    ///< takes the first key of the set for the one that signs
  WhenUnavailable when_unavailable = WhenUnavailable::fail_closed;

  bool keeps_keys() const { return verifies && verifies_by == VerifiesBy::keys; }

  bool needs_token() const { return token_cache || token_per_request || !(verifies || logs_in); }

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
  Span source = {};               ///< of its name
};

}  // namespace firedrill
