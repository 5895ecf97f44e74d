#include "harness/simulated/auth_caches.hpp"

#include <algorithm>

namespace firedrill::simulated {
namespace {

Duration age_within(Duration lifetime, Rng& random) {
  return random.between(Duration::zero(), std::max(lifetime, Duration{1}) - Duration{1});
}

void fill(Fabric& fabric, const AuthPlan& plan, AuthCache& cache, Rng& random) {
  const ServicePlan& provider = fabric.blueprint.services[plan.provider];
  const SigningKeys& keys = fabric.signing_keys[plan.provider];
  if (plan.token_edge != nothing && plan.token_cache) {
    const Duration issued_for = fabric.blueprint.versions[provider.version].token_lifetime;
    const Duration lifetime = std::min(*plan.token_cache, issued_for);
    const Instant issued = fabric.now() - age_within(lifetime, random);
    cache.token.store(issued, keys.signer_at(issued), lifetime, issued_for);
  }
  if (plan.keys_edge != nothing) {
    const Instant fetched = fabric.now() - age_within(plan.key_policy.lifetime, random);
    cache.keys.store(fetched, plan.taken(keys.published(fetched)));
  }
}

}  // namespace

void fill_auth_caches(Fabric& fabric) {
  for (const ServicePlan& service : fabric.blueprint.services) {
    Rng random = stream(fabric.seed, "service/" + service.name + "/auth");
    for (std::uint32_t ordinal = 0; ordinal < service.replicas; ++ordinal) {
      const Replica& replica = fabric.replicas[service.first_replica + ordinal];
      for (const PlanStep& step : fabric.blueprint.versions[service.version].steps) {
        if (step.kind == PlanStep::Kind::token || step.kind == PlanStep::Kind::verify) {
          const AuthPlan& plan = fabric.blueprint.auth[step.first];
          fill(fabric, plan, fabric.auth_caches[replica.first_auth_cache + plan.cache], random);
        }
      }
    }
  }
}

void purge_auth_caches(Fabric& fabric, const Replica& replica, CacheKind kind, EventId cause) {
  const std::uint32_t count = fabric.service_of(replica).auth_caches;
  for (std::uint32_t place = 0; place < count; ++place) {
    AuthCache& cache = fabric.auth_caches[replica.first_auth_cache + place];
    if (kind != CacheKind::keys && cache.token.filled) {
      cache.token.purge();
      cache.token_loss = {.cause = cause};
    }
    if (kind != CacheKind::tokens && cache.keys.filled) {
      cache.keys.purge();
      cache.keys_loss = {.cause = cause};
    }
  }
}

void forget_refresh_tokens(Fabric& fabric, const Replica& replica) {
  for (std::uint32_t place = 0; place < fabric.service_of(replica).auth_caches; ++place) {
    fabric.auth_caches[replica.first_auth_cache + place].refresh_token = 0;
  }
}

}  // namespace firedrill::simulated
