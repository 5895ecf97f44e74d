#include "harness/simulated/blueprint.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>

#include "harness/scenario/capacity.hpp"

namespace firedrill::simulated {
namespace {

template <class Number>
std::uint32_t index_of(Number number) {
  return static_cast<std::uint32_t>(number);
}

bool is_zero(const Distribution& distribution) {
  const auto* constant = std::get_if<Constant>(&distribution.model());
  return constant != nullptr && constant->value == Duration::zero();
}

/// The first version that agrees with this one.
template <class Agrees>
std::uint32_t first_like(const std::vector<Version>& versions, const Agrees& agrees) {
  const auto first = std::find_if(versions.begin(), versions.end(), [&](const Version& version) {
    return agrees(version.behaviour);
  });
  return index_of(first - versions.begin());
}

/// Fills a Blueprint, service by service; callees may come in any order.
class Drawing {
 public:
  Drawing(Blueprint& blueprint, const std::vector<Service>& services)
      : blueprint_(blueprint),
        services_(services) {}

  void draw(const std::vector<Population>& traffic) {
    for (const Service& service : services_) {
      add_service(service);
    }
    for (std::size_t service = 0; service < services_.size(); ++service) {
      add_versions(index_of(service));
    }
    for (const Population& population : traffic) {
      add_population(population);
    }
    for (const ProviderChange& change : provider_changes) {
      const std::uint16_t error =
          change.error.empty() ? std::uint16_t{0} : wire_error(change.status, change.error);
      if (change.meaning == ProviderChange::Meaning::inactive) {
        blueprint_.inactive = error;
      }
    }
    blueprint_.invalid_token = wire_error(401, "invalid_token");
    blueprint_.bare_redirect = wire_error(code::see_other, "303");
    blueprint_.invalid_grant = wire_error(400, "invalid_grant");
  }

 private:
  void add_service(const Service& service) {
    ServicePlan plan{.name = service.name,
                     .is_provider = service.kind == ServiceKind::auth_provider,
                     .first_replica = blueprint_.replicas,
                     .replicas = index_of(service.replicas),
                     .first_version = first_version_,
                     .versions = index_of(service.versions.size()),
                     .shown = service.shown};
    blueprint_.replicas += plan.replicas;
    first_version_ += plan.versions;
    blueprint_.services.push_back(std::move(plan));
  }

  void add_versions(std::uint32_t index) {
    const Service& service = services_[index];
    caches_.clear();
    calls_.clear();
    const std::uint32_t first = blueprint_.services[index].first_version;
    for (const Version& version : service.versions) {
      VersionPlan plan = version_plan(index, version);
      plan.works_like = first + first_like(service.versions, [&](const Behaviour& other) {
                          return other.latency == version.behaviour.latency;
                        });
      const Behaviour capacity = capacity_of(version.behaviour);
      plan.carries_like = first + first_like(service.versions, [&](const Behaviour& other) {
                            return capacity_of(other) == capacity;
                          });
      blueprint_.versions.push_back(std::move(plan));
    }
    ServicePlan& plan = blueprint_.services[index];
    plan.auth_caches = index_of(caches_.size());
    plan.version = blueprint_.find_version(plan, service.version);
    assert(plan.version != nothing);
    plan.probe_edge = add_edge({.kind = EdgeKind::probe, .to = index}, "probe/" + service.name);
  }

  VersionPlan version_plan(std::uint32_t service, const Version& version) {
    const Behaviour& behaviour = version.behaviour;
    VersionPlan plan{.name = version.name,
                     .workers = behaviour.workers,
                     .queue = behaviour.queue,
                     .abandoned_work = behaviour.abandoned_work,
                     .latency = behaviour.latency,
                     .startup = behaviour.startup,
                     .warm_up = behaviour.warm_up,
                     .token_lifetime = behaviour.token_lifetime};
    for (const AuthUse& use : behaviour.auth) {
      add_auth(service, use, plan.steps);
    }
    plan.steps.push_back({.kind = PlanStep::Kind::work});
    for (const std::vector<Call>& group : behaviour.calls) {
      const std::uint32_t first = index_of(blueprint_.edges.size());
      for (const Call& call : group) {
        add_call(EdgeKind::call, service, {.call = call, .speaks = {}});
      }
      plan.steps.push_back(
          {.kind = PlanStep::Kind::calls, .first = first, .count = index_of(group.size())});
    }
    return plan;
  }

  void add_auth(std::uint32_t service, const AuthUse& use, std::vector<PlanStep>& steps) {
    const std::uint32_t index = index_of(blueprint_.auth.size());
    AuthPlan plan{.provider = find(use.call.service),
                  .cache = cache_for(use),
                  .token_cache = use.token_cache,
                  .key_policy = {.lifetime = use.key_cache,
                                 .cooldown = use.key_cooldown,
                                 .refetch_unknown = use.refetch_unknown_key},
                  .strict_tokens = use.strict_tokens,
                  .refreshes = use.refreshes,
                  .strict_keys = use.strict_keys,
                  .first_key = use.first_key,
                  .when_unavailable = use.when_unavailable};
    if (use.verifies) {
      std::uint32_t& edge = use.keeps_keys() ? plan.keys_edge : plan.asks_edge;
      edge = add_auth_call(verifying(use.verifies_by), service, use, index);
      steps.push_back({.kind = PlanStep::Kind::verify, .first = index});
    }
    if (use.logs_in) {
      plan.authorize_edge = add_auth_call(EdgeKind::authorize, service, use, index);
      steps.push_back({.kind = PlanStep::Kind::authorize, .first = index});
      plan.code_edge = add_auth_call(EdgeKind::code, service, use, index);
      steps.push_back({.kind = PlanStep::Kind::code, .first = index});
    }
    if (use.needs_token()) {
      plan.token_edge = add_auth_call(EdgeKind::token, service, use, index);
      steps.push_back({.kind = PlanStep::Kind::token, .first = index});
    }
    const Service& provider = services_[plan.provider];
    const Behaviour& first = provider.versions.front().behaviour;
    const Contract spoken = contract_of(provider, first, use.speaks);
    plan.asks_scopes = spoken.scopes.size() > 1;
    plan.sends_challenge = spoken.sends_challenge();
    for (const Version& version : provider.versions) {
      plan.refusals.push_back(refusals(use, provider, version.behaviour));
    }
    blueprint_.auth.push_back(plan);
  }

  static EdgeKind verifying(VerifiesBy way) {
    switch (way) {
      case VerifiesBy::keys:
        return EdgeKind::keys;
      case VerifiesBy::introspection:
        return EdgeKind::introspection;
      case VerifiesBy::userinfo:
        return EdgeKind::userinfo;
    }
    return EdgeKind::keys;
  }

  /// Versions that speak the same contract with the same provider share what is cached.
  std::uint32_t cache_for(const AuthUse& use) {
    const std::string key = use.call.service + '\n' + use.speaks;
    const auto found = std::find(caches_.begin(), caches_.end(), key);
    const auto place = index_of(found - caches_.begin());
    if (found == caches_.end()) {
      caches_.push_back(key);
    }
    return place;
  }

  Refusals refusals(const AuthUse& use, const Service& provider, const Behaviour& version) {
    const Contract spoken = contract_of(provider, version, use.speaks);
    const Contract keys_client{.name = use.speaks, .tls = spoken.tls};
    const Contract asking_client{
        .name = use.speaks, .token_auth = spoken.token_auth, .tls = spoken.tls};
    const Contract verifier{.name = use.speaks,
                            .signing_algs = spoken.signing_algs,
                            .token_formats = spoken.token_formats};
    std::vector<const Contract*> accepted;
    for (const Contract& contract : version.contracts) {
      if (std::find(version.accepts.begin(), version.accepts.end(), contract.name) !=
          version.accepts.end()) {
        accepted.push_back(&contract);
      }
    }
    const auto token_refusal = [&](std::string_view grant) {
      return wire_error(incompatibility(token_part(spoken, grant), accepted));
    };
    Refusals result{.token = token_refusal(use.refreshes ? "refresh_token" : "client_credentials")};
    if (use.logs_in) {
      result.authorize = wire_error(authorization_refusal(spoken, accepted));
      result.code = token_refusal("authorization_code");
    }
    if (accepted.empty()) {
      return result;  // whoever knows no client still publishes its keys
    }
    const bool introspects = use.verifies && use.verifies_by == VerifiesBy::introspection;
    result.keys = wire_error(incompatibility(keys_client, accepted));
    result.introspection = introspects ? wire_error(incompatibility(asking_client, accepted)) : 0;
    result.verification = wire_error(incompatibility(verifier, accepted));
    return result;
  }

  /// The contract as this version of the provider defines it, else as any other version does.
  static Contract contract_of(const Service& provider,
                              const Behaviour& version,
                              const std::string& name) {
    const auto named = [&](const Contract& contract) { return contract.name == name; };
    const auto own = std::find_if(version.contracts.begin(), version.contracts.end(), named);
    if (own != version.contracts.end()) {
      return *own;
    }
    for (const Version& other : provider.versions) {
      const auto& contracts = other.behaviour.contracts;
      const auto found = std::find_if(contracts.begin(), contracts.end(), named);
      if (found != contracts.end()) {
        return *found;
      }
    }
    return Contract{.name = name};
  }

  std::uint32_t wire_error(const std::optional<WireError>& error) {
    return error ? wire_error(error->status, error->error) : 0;
  }

  std::uint16_t wire_error(int status, std::string_view error) {
    auto& known = blueprint_.wire_errors;
    const auto found = std::find_if(known.begin(), known.end(), [&](const WireError& other) {
      return other.status == status && other.error == error;
    });
    const auto place = static_cast<std::uint16_t>(found - known.begin());
    if (found == known.end()) {
      known.push_back({.status = status, .error = error, .description = "", .rule = ""});
    }
    return place;
  }

  std::uint32_t add_auth_call(EdgeKind kind,
                              std::uint32_t from,
                              const AuthUse& use,
                              std::uint32_t auth) {
    const std::uint32_t edge = add_call(kind, from, use);
    blueprint_.edges[edge].auth = auth;
    return edge;
  }

  /// For kind call only `use.call` counts.
  std::uint32_t add_call(EdgeKind kind, std::uint32_t from, AuthUse use) {
    const Call& call = use.call;
    const std::string& caller = blueprint_.services[from].name;
    const std::uint32_t edge =
        add_edge({.kind = kind,
                  .from = from,
                  .to = find(call.service),
                  .state = blueprint_.services[from].edge_states++,
                  .fails_reply = static_cast<std::uint16_t>(call.fails.reply),
                  .is_shown = blueprint_.services[from].shown.has(ShownSource::calls),
                  .timeout = call.timeout.value_or(Duration::zero()),
                  .share = call.share,
                  .network = call.network,
                  .retry = call.retry,
                  .breaker = call.breaker},
                 "call/" + caller + "->" + call.service);
    use.token_per_request = use.needs_token();
    const auto same = std::find_if(calls_.begin(), calls_.end(), [&](const KnownCall& known) {
      return blueprint_.edges[known.edge].kind == kind && known.use == use;
    });
    blueprint_.edges[edge].same_as = same == calls_.end() ? edge : same->edge;
    calls_.push_back({.edge = edge, .use = std::move(use)});
    return edge;
  }

  void add_population(const Population& population) {
    const std::uint32_t index = index_of(blueprint_.populations.size());
    PopulationPlan plan{.name = population.name,
                        .edge = add_edge({.kind = EdgeKind::client,
                                          .from = index,
                                          .to = find(population.to),
                                          .state = index,
                                          .timeout = population.timeout,
                                          .network = population.network,
                                          .retry = population.retry},
                                         "traffic/" + population.name)};
    if (population.token) {
      plan.token_provider = find(population.token->provider);
      plan.token_lifetime = population.token->lifetime;
    }
    add_reached(find(population.to), plan.services);
    blueprint_.populations.push_back(plan);
  }

  /// Adds the service, after all that it calls, in any version.
  void add_reached(std::uint32_t service, std::vector<std::uint32_t>& reached) const {
    for (const Edge& edge : blueprint_.edges) {
      const bool is_own = edge.kind != EdgeKind::client && edge.from == service;
      if (is_own && std::find(reached.begin(), reached.end(), edge.to) == reached.end()) {
        add_reached(edge.to, reached);
      }
    }
    if (std::find(reached.begin(), reached.end(), service) == reached.end()) {
      reached.push_back(service);
    }
  }

  std::uint32_t add_edge(Edge edge, const std::string& streams) {
    edge.has_network = !is_zero(edge.network);
    auto& names = blueprint_.stream_names;
    const auto found = std::find(names.begin(), names.end(), streams);
    edge.streams = index_of(found - names.begin());
    if (found == names.end()) {
      names.push_back(streams);
    }
    blueprint_.edges.push_back(edge);
    return index_of(blueprint_.edges.size() - 1);
  }

  std::uint32_t find(const std::string& service) const {
    const std::uint32_t index = blueprint_.find_service(service);
    assert(index != nothing);
    return index;
  }

  Blueprint& blueprint_;
  const std::vector<Service>& services_;
  std::uint32_t first_version_ = 0;

  struct KnownCall {
    std::uint32_t edge = nothing;
    AuthUse use;
  };

  // Of the service being drawn:
  std::vector<std::string> caches_;  ///< provider and contract
  std::vector<KnownCall> calls_;
};

}  // namespace

Blueprint::Blueprint(const std::vector<Service>& services_in,
                     const std::vector<Population>& traffic) {
  Drawing{*this, services_in}.draw(traffic);
}

std::uint32_t Blueprint::find_service(std::string_view name) const {
  const auto found = std::find_if(
      services.begin(), services.end(), [&](const ServicePlan& plan) { return plan.name == name; });
  return found == services.end() ? nothing : index_of(found - services.begin());
}

std::uint32_t Blueprint::find_population(std::string_view name) const {
  const auto found = std::find_if(populations.begin(),
                                  populations.end(),
                                  [&](const PopulationPlan& plan) { return plan.name == name; });
  return found == populations.end() ? nothing : index_of(found - populations.begin());
}

std::uint32_t Blueprint::find_version(const ServicePlan& service, std::string_view name) const {
  for (std::uint32_t version = 0; version < service.versions; ++version) {
    if (versions[service.first_version + version].name == name) {
      return service.first_version + version;
    }
  }
  return nothing;
}

std::uint16_t Blueprint::error_of(const ProviderChange& change) const {
  const auto found =
      std::find_if(wire_errors.begin(), wire_errors.end(), [&](const WireError& known) {
        return known.status == change.status && known.error == change.error;
      });
  return found == wire_errors.end() ? std::uint16_t{0}
                                    : static_cast<std::uint16_t>(found - wire_errors.begin());
}

ProviderChange::Meaning Blueprint::meaning_of(std::uint16_t error) const {
  const WireError& said = wire_errors[error];
  const auto* const change = std::find_if(
      provider_changes.begin(), provider_changes.end(), [&](const ProviderChange& one) {
        return one.status == said.status && one.error == said.error;
      });
  return change == provider_changes.end() ? ProviderChange::Meaning::usual : change->meaning;
}

}  // namespace firedrill::simulated
