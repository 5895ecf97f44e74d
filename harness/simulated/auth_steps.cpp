#include "harness/simulated/auth_steps.hpp"

#include <algorithm>

#include "harness/simulated/blame.hpp"
#include "harness/simulated/version_changes.hpp"

namespace firedrill::simulated {
namespace {

constexpr std::uint16_t unauthorized = 401;

}  // namespace

AuthSteps::Need AuthSteps::look(Visit& visit, const PlanStep& step) {
  const AuthPlan& plan = fabric_.blueprint.auth[step.first];
  const AuthCache& cache = cache_of(visit, plan);
  if (step.kind == PlanStep::Kind::token) {
    const bool is_cached =
        plan.token_cache && cache.token.look(fabric_.now()) == TokenCache::Content::fresh;
    return {.call = is_cached ? nothing : plan.token_edge};
  }
  const CarriedToken token = visit.token();
  if (token.provider != plan.provider && token.provider != CarriedToken::any_provider) {
    const RunningVersion running{.replica = visit.replica, .version = visit.version};
    visit.cause = either(visit.cause, cause_of_verifying(fabric_, running, plan.provider));
    return {.reply = unauthorized};
  }
  const std::uint32_t version = provider_version(plan);
  if (refusals_of(plan, version).verification != 0) {
    const EventId cause = cause_of_refusal(
        fabric_,
        {.replica = visit.replica, .version = visit.version},
        {.replica = fabric_.blueprint.services[plan.provider].first_replica, .version = version},
        &Refusals::verification);
    visit.cause = either(cause, visit.cause);
    return {.reply = unauthorized};
  }
  switch (cache.keys.look(plan.key_policy, fabric_.now(), key_of(visit, plan))) {
    case KeySetCache::Answer::known:
      return {};
    case KeySetCache::Answer::unknown:
      return {.reply = unverified(visit, plan)};
    case KeySetCache::Answer::fetch:
      return {.call = plan.keys_edge};
  }
  return {};
}

std::uint16_t AuthSteps::fetched(Visit& visit, std::uint32_t edge_index, const Answer& answer) {
  using Meaning = ProviderChange::Meaning;
  const Edge& edge = fabric_.blueprint.edges[edge_index];
  const AuthPlan& plan = fabric_.blueprint.auth[edge.auth];
  const Meaning meaning = fabric_.blueprint.meaning_of(answer.error);
  if (answer.code < 200 || answer.code >= 300 || meaning == Meaning::no_token ||
      (meaning == Meaning::unknown_key && plan.strict_keys)) {
    return fetch_failed(visit, edge_index, answer);
  }
  AuthCache& cache = cache_of(visit, plan);
  const SigningKeys& keys = fabric_.signing_keys[plan.provider];
  visit.cause = either(visit.cause, answer.cause);
  if (edge.kind == EdgeKind::keys) {
    const bool has_keys = meaning != Meaning::no_keys;
    cache.keys.store(fabric_.now(), has_keys ? keys.published(fabric_.now()) : KeySet::empty());
    cache.keys_changed_by = has_keys ? EventId::none : answer.cause;
    cache.keys_loss.filled(fabric_.now());
    return cache.keys.holds(key_of(visit, plan)) ? code::none : unverified(visit, plan);
  }
  if (plan.token_cache) {
    const Duration lifetime =
        meaning == Meaning::no_lifetime
            ? Duration::zero()
            : fabric_.blueprint.versions[provider_version(plan)].token_lifetime;
    cache.token.store(fabric_.now(), keys.signer_at(fabric_.now()), *plan.token_cache, lifetime);
    cache.token_loss.filled(fabric_.now());
  }
  return code::none;
}

std::uint16_t AuthSteps::fetch_failed(Visit& visit,
                                      std::uint32_t edge_index,
                                      const Answer& answer) {
  const Edge& edge = fabric_.blueprint.edges[edge_index];
  const AuthPlan& plan = fabric_.blueprint.auth[edge.auth];
  const AuthCache& cache = cache_of(visit, plan);
  visit.cause = either(answer.cause, visit.cause);
  if (visit.cause == EventId::none) {
    visit.cause = cause_in_caller(fabric_, visit, edge_index);
  }
  switch (plan.when_unavailable) {
    case WhenUnavailable::fail_open:
      return code::none;
    case WhenUnavailable::use_cached:
      if (edge.kind == EdgeKind::token && cache.token.filled) {
        return code::none;
      }
      if (edge.kind == EdgeKind::keys && cache.keys.filled) {
        return cache.keys.holds(key_of(visit, plan)) ? code::none : unverified(visit, plan);
      }
      break;
    case WhenUnavailable::fail_closed:
      break;
  }
  return edge.fails_reply < 300 ? code::none : edge.fails_reply;
}

std::uint16_t AuthSteps::unverified(Visit& visit, const AuthPlan& plan) const {
  const EventId rotated = fabric_.signing_keys[plan.provider].cause();
  visit.cause = either(std::max(rotated, cache_of(visit, plan).keys_changed_by), visit.cause);
  return unauthorized;
}

Answer AuthSteps::own_answer(const Visit& visit) const {
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  if (edge.auth == nothing) {
    return {.code = 200, .cause = visit.cause};
  }
  const AuthPlan& plan = fabric_.blueprint.auth[edge.auth];
  const Refusals& refusals = refusals_of(plan, visit.version);
  const Rule rule = edge.kind == EdgeKind::token ? &Refusals::token : &Refusals::keys;
  const std::uint32_t refusal = refusals.*rule;
  if (refusal == 0) {
    return {.code = 200, .cause = visit.cause};
  }
  EventId cause = EventId::none;
  if (visit.caller != nothing) {
    const Visit& client = fabric_.visits[fabric_.calls[visit.caller].parent];
    cause = cause_of_refusal(fabric_,
                             {.replica = client.replica, .version = client.version},
                             {.replica = visit.replica, .version = visit.version},
                             rule);
  }
  const int status = fabric_.blueprint.wire_errors[refusal].status;
  return {.code = status == 0 ? code::refused : static_cast<std::uint16_t>(status),
          .error = static_cast<std::uint16_t>(refusal),
          .cause = either(cause, visit.cause)};
}

std::uint32_t AuthSteps::key_of(const Visit& visit, const AuthPlan& plan) const {
  return visit.token_provider == CarriedToken::any_provider
             ? fabric_.signing_keys[plan.provider].signer_at(fabric_.now())
             : visit.token_key;
}

AuthCache& AuthSteps::cache_of(const Visit& visit, const AuthPlan& plan) const {
  return fabric_.auth_caches[fabric_.replicas[visit.replica].first_auth_cache + plan.cache];
}

const Refusals& AuthSteps::refusals_of(const AuthPlan& plan, std::uint32_t version) const {
  return plan.refusals[version - fabric_.blueprint.services[plan.provider].first_version];
}

std::uint32_t AuthSteps::provider_version(const AuthPlan& plan) const {
  return fabric_.replicas[fabric_.blueprint.services[plan.provider].first_replica].version;
}

}  // namespace firedrill::simulated
