#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/contract.hpp"
#include "harness/behaviour/key_set_cache.hpp"
#include "harness/behaviour/provider_change.hpp"
#include "harness/core/distribution.hpp"
#include "harness/scenario/service.hpp"
#include "harness/scenario/traffic.hpp"
#include "harness/simulated/pool.hpp"

namespace firedrill::simulated {

/// Who makes a call, and for what.
enum class EdgeKind : std::uint8_t {
  client,         ///< a request of a population
  call,           ///< one service calls another
  token,          ///< a service asks its auth provider for a machine token
  keys,           ///< a service fetches its auth provider's signing keys
  introspection,  ///< a service asks its auth provider about the token of a user
  userinfo,       ///< ... with the token of a user, whose it is
  authorize,      ///< a service sends a user to its auth provider to be logged in
  code,           ///< ... and asks for the user's tokens with the code that came back
  probe,          ///< a person or a tool tries a service
};

/// One way of calling a service, as one version of one caller does it.
struct Edge {
  EdgeKind kind = EdgeKind::call;
  std::uint32_t from = nothing;  ///< service; for clients the population, for probes nothing
  std::uint32_t to = nothing;    ///< service
  std::uint32_t state = 0;       ///< its place among the edge states of its caller
  std::uint32_t streams = 0;     ///< its place in Blueprint::stream_names
  std::uint32_t auth = nothing;  ///< for token and keys: AuthPlan
  std::uint32_t same_as = 0;     ///< the caller's first edge that is equal, in any of its versions
  std::uint16_t fails_reply = 502;
  bool has_network = false;  ///< network is not just zero
  bool is_shown = false;     ///< the caller has metrics that show its calls
  Duration timeout{};        ///< of each attempt; zero: waits for ever
  double share = 1;
  Distribution network = Constant{};
  std::optional<RetryPolicy> retry = {};
  std::optional<BreakerPolicy> breaker = {};
};

/// What a provider of one version makes of one client; index 0 of Blueprint::wire_errors is "none".
struct Refusals {
  std::uint32_t token = 0;          ///< asking for a machine token
  std::uint32_t keys = 0;           ///< fetching the signing keys
  std::uint32_t introspection = 0;  ///< asking about a user's token
  std::uint32_t authorize = 0;      ///< sending a user to be logged in
  std::uint32_t code = 0;           ///< asking for that user's tokens
  std::uint32_t verification = 0;   ///< tokens as this provider signs them, checked by the client
};

/// One version of one service as a client of one auth provider.
struct AuthPlan {
  std::uint32_t provider = nothing;        ///< service
  std::uint32_t cache = 0;                 ///< its place among the replica's auth caches
  std::uint32_t token_edge = nothing;      ///< nothing: needs no machine token
  std::uint32_t keys_edge = nothing;       ///< nothing: verifies no user tokens by their signature
  std::uint32_t asks_edge = nothing;       ///< nothing: asks the provider about no user tokens
  std::uint32_t authorize_edge = nothing;  ///< nothing: logs no users in
  std::uint32_t code_edge = nothing;
  std::optional<Duration> token_cache = {};
  KeyCachePolicy key_policy = {};
  bool strict_tokens = false;
  bool refreshes = false;
  bool asks_scopes = false;      ///< for several
  bool sends_challenge = false;  ///< of PKCE, with each log-in
  bool strict_keys = false;
  bool first_key = false;
  WhenUnavailable when_unavailable = WhenUnavailable::fail_closed;
  std::vector<Refusals> refusals = {};  ///< by version of the provider, counted from its first

  /// What the client takes of a published set.
  KeySet taken(KeySet published) const {
    return first_key ? KeySet{.oldest = published.newest, .newest = published.newest} : published;
  }
};

/// A version answers a request by going through its steps in order, holding a worker all the while.
struct PlanStep {
  enum class Kind : std::uint8_t {
    token,      ///< get a machine token; `first` is an AuthPlan
    verify,     ///< check the caller's user token; `first` is an AuthPlan
    authorize,  ///< get a code for a user who logs in; `first` is an AuthPlan
    code,       ///< ... and that user's tokens for the code, the step after it
    work,       ///< own work
    calls,      ///< edges [first, first + count), side by side
  };

  Kind kind = Kind::work;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct VersionPlan {
  std::string name;
  std::uint32_t works_like = 0;    ///< the service's first version with the same own work
  std::uint32_t carries_like = 0;  ///< ... that gets through as many requests as this one
  std::size_t workers = 1;
  std::size_t queue = 0;
  AbandonedWork abandoned_work = AbandonedWork::finish;
  Distribution latency = Constant{};
  Duration startup{};
  WarmUp warm_up = {};
  Duration token_lifetime{};
  std::vector<PlanStep> steps = {};
};

struct ServicePlan {
  std::string name;
  bool is_provider = false;
  std::uint32_t first_replica = 0;
  std::uint32_t replicas = 0;
  std::uint32_t first_version = 0;  ///< its versions are [first_version, first_version + versions)
  std::uint32_t versions = 0;
  std::uint32_t version = 0;      ///< running at t = 0
  std::uint32_t edge_states = 0;  ///< each replica needs so many
  std::uint32_t auth_caches = 0;  ///< each replica needs so many
  std::uint32_t probe_edge = 0;
  ShownMetrics shown = {};
};

struct PopulationPlan {
  std::string name = {};
  std::uint32_t edge = 0;
  std::uint32_t token_provider = nothing;
  Duration token_lifetime{};
  std::vector<std::uint32_t> services = {};  ///< that its requests may reach, callees first
};

/// A scenario's services and traffic with every name replaced by an index, and every contract
/// already compared: what the hot path looks at. Never changes once made.
struct Blueprint {
  /// The scenario is valid (as load() makes it): every name resolves.
  Blueprint(const std::vector<Service>& services, const std::vector<Population>& traffic);

  /// nothing, if there is none of that name.
  std::uint32_t find_service(std::string_view name) const;
  std::uint32_t find_population(std::string_view name) const;
  std::uint32_t find_version(const ServicePlan& service, std::string_view name) const;

  /// What a provider says in an answer that this has changed, as an index into wire_errors.
  std::uint16_t error_of(const ProviderChange& change) const;
  /// What clients make of an answer in which a provider says that; usual: it is no change.
  ProviderChange::Meaning meaning_of(std::uint16_t error) const;

  std::vector<ServicePlan> services;
  std::vector<VersionPlan> versions;
  std::vector<Edge> edges;
  std::vector<AuthPlan> auth;
  std::vector<PopulationPlan> populations;             ///< in the order of the scenario
  std::vector<WireError> wire_errors = {WireError{}};  ///< of contracts, then of changes
  std::uint16_t inactive = 0;       ///< wire error: a success that says a token is not active
  std::uint16_t invalid_token = 0;  ///< wire error: 401
  std::uint16_t invalid_grant = 0;  ///< wire error: 400
  std::uint16_t bare_redirect = 0;  ///< wire error: a 303 with neither a code nor an error
  std::vector<std::string> stream_names = {};  ///< "call/edge->server", "traffic/clients"
  std::uint32_t replicas = 0;                  ///< of all services
};

}  // namespace firedrill::simulated
