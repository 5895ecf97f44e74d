#include "harness/simulated/auth_steps.hpp"

#include <algorithm>

#include "harness/simulated/blame.hpp"
#include "harness/simulated/version_changes.hpp"

namespace firedrill::simulated {
namespace {

constexpr std::uint16_t unauthorized = 401;

using Meaning = ProviderChange::Meaning;

bool is_success(const Answer& answer) {
  return answer.code >= 200 && answer.code < 300;
}

/// The token goes along with the calls of the visit.
void carry(Visit& visit, const AuthCache& cache) {
  visit.has_long_token = visit.has_long_token || cache.long_token_by != EventId::none;
  visit.cause = either(visit.cause, cache.long_token_by);
}

Rule rule_of(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::token:
      return &Refusals::token;
    case EdgeKind::introspection:
      return &Refusals::introspection;
    case EdgeKind::authorize:
      return &Refusals::authorize;
    case EdgeKind::code:
      return &Refusals::code;
    case EdgeKind::keys:
    case EdgeKind::userinfo:
    case EdgeKind::client:
    case EdgeKind::call:
    case EdgeKind::probe:
      break;
  }
  return &Refusals::keys;
}

}  // namespace

AuthEndpoint endpoint_of(const Edge& edge) {
  switch (edge.kind) {
    case EdgeKind::token:
    case EdgeKind::code:
      return AuthEndpoint::token;
    case EdgeKind::keys:
      return AuthEndpoint::keys;
    case EdgeKind::introspection:
      return AuthEndpoint::introspection;
    case EdgeKind::userinfo:
      return AuthEndpoint::userinfo;
    case EdgeKind::authorize:
      return AuthEndpoint::authorize;
    case EdgeKind::client:
    case EdgeKind::call:
    case EdgeKind::probe:
      break;
  }
  return AuthEndpoint::none;
}

AuthSteps::Need AuthSteps::look(Visit& visit, const PlanStep& step) {
  const AuthPlan& plan = fabric_.blueprint.auth[step.first];
  if (step.kind == PlanStep::Kind::authorize || step.kind == PlanStep::Kind::code) {
    const bool is_first = step.kind == PlanStep::Kind::authorize;
    return {.call = is_first ? plan.authorize_edge : plan.code_edge, .token = visit.token()};
  }
  const AuthCache& cache = cache_of(visit, plan);
  if (step.kind == PlanStep::Kind::token) {
    const bool is_cached =
        plan.token_cache && cache.token.look(fabric_.now()) == TokenCache::Content::fresh;
    if (is_cached) {
      carry(visit, cache);
    }
    return {.call = is_cached ? nothing : plan.token_edge, .token = {.issue = cache.refresh_token}};
  }
  const CarriedToken token = visit.token();
  if (token.provider != plan.provider && token.provider != CarriedToken::any_provider) {
    const RunningVersion running{.replica = visit.replica, .version = visit.version};
    visit.cause = either(visit.cause, cause_of_verifying(fabric_, running, plan.provider));
    return {.reply = unauthorized};
  }
  if (plan.asks_edge != nothing) {
    return {.call = plan.asks_edge, .token = visit.token()};
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
      return {.reply = by_clock(visit, plan)};
    case KeySetCache::Answer::unknown:
      return {.reply = unverified(visit, plan)};
    case KeySetCache::Answer::fetch:
      return {.call = plan.keys_edge, .token = visit.token()};
  }
  return {};
}

std::uint16_t AuthSteps::fetched(Visit& visit, std::uint32_t edge_index, const Answer& answer) {
  const Edge& edge = fabric_.blueprint.edges[edge_index];
  const AuthPlan& plan = fabric_.blueprint.auth[edge.auth];
  if (edge.kind == EdgeKind::authorize) {
    return sent_back(visit, edge_index, answer);
  }
  const Meaning meaning = fabric_.blueprint.meaning_of(answer.error);
  const bool is_refusal_of_user = edge.kind == EdgeKind::userinfo && answer.code == unauthorized;
  if ((!is_success(answer) && !is_refusal_of_user) || !is_readable(plan, meaning)) {
    return fetch_failed(visit, edge_index, answer);
  }
  if (edge_index == plan.asks_edge) {
    return told_about_token(visit, plan, answer);
  }
  if (edge.kind == EdgeKind::code) {
    visit.cause = either(visit.cause, answer.cause);
    return code::none;
  }
  AuthCache& cache = cache_of(visit, plan);
  const SigningKeys& keys = fabric_.signing_keys[plan.provider];
  visit.cause = either(visit.cause, answer.cause);
  if (edge.kind == EdgeKind::keys) {
    const bool other_is_first =
        meaning == Meaning::other_key_first || meaning == Meaning::unknown_key;
    const bool has_keys = meaning != Meaning::no_keys && !(other_is_first && plan.first_key);
    cache.keys.store(fabric_.now(),
                     has_keys ? plan.taken(keys.published(fabric_.now())) : KeySet::empty());
    cache.keys_changed_by = has_keys ? EventId::none : answer.cause;
    cache.keys_loss.filled(fabric_.now());
    return verified(visit, plan);
  }
  if (meaning == Meaning::rotated && plan.refreshes) {
    cache.refresh_token = family_of(edge).newest;  // nobody but the one who has it gets another
  }
  cache.long_token_by = meaning == Meaning::long_token ? answer.cause : EventId::none;
  carry(visit, cache);
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

/// With a code, or with an error, and then there is nothing to ask for tokens with.
std::uint16_t AuthSteps::sent_back(Visit& visit, std::uint32_t edge_index, const Answer& answer) {
  if (answer.is_sent_back()) {
    visit.cause = either(visit.cause, answer.cause);
    return code::none;
  }
  ++visit.step;
  return fetch_failed(visit, edge_index, answer);
}

bool AuthSteps::is_readable(const AuthPlan& plan, Meaning meaning) const {
  switch (meaning) {
    case Meaning::no_token:
      return false;
    case Meaning::odd_token:
    case Meaning::long_token:
      return !plan.strict_tokens;
    case Meaning::joined_scopes:
      return !(plan.strict_tokens && plan.asks_scopes);
    case Meaning::unknown_key:
      return !plan.strict_keys;
    case Meaning::usual:
    case Meaning::refused:
    case Meaning::inactive_refused:
    case Meaning::no_lifetime:
    case Meaning::no_keys:
    case Meaning::other_key_first:
    case Meaning::inactive:
    case Meaning::rotated:
    case Meaning::no_challenge:
      break;
  }
  return true;
}

std::uint16_t AuthSteps::told_about_token(Visit& visit,
                                          const AuthPlan& plan,
                                          const Answer& answer) const {
  const bool is_active = is_success(answer) && answer.error != fabric_.blueprint.inactive;
  if (is_active) {
    visit.cause = either(visit.cause, answer.cause);
    return code::none;
  }
  const EventId rotated = fabric_.signing_keys[plan.provider].cause();
  visit.cause = either(answer.cause, either(rotated, visit.cause));
  return unauthorized;
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
        carry(visit, cache);
        return code::none;
      }
      if (edge.kind == EdgeKind::keys && cache.keys.filled) {
        return verified(visit, plan);
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
  const Rule rule = rule_of(edge.kind);
  const std::uint32_t refusal = refusals.*rule;
  if (refusal == 0) {
    const bool asks = edge.kind == EdgeKind::introspection || edge.kind == EdgeKind::userinfo;
    if (!asks || is_active(visit)) {
      const bool sends_back = edge.kind == EdgeKind::authorize;
      return {.code = sends_back ? code::see_other : std::uint16_t{200}, .cause = visit.cause};
    }
    const bool is_told = edge.kind == EdgeKind::introspection;
    return {.code = is_told ? std::uint16_t{200} : unauthorized,
            .error = is_told ? fabric_.blueprint.inactive : fabric_.blueprint.invalid_token,
            .cause = visit.cause};
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

std::optional<Answer> AuthSteps::unchanged_answer(const Visit& visit) {
  if (visit.held_error() == 0) {
    return std::nullopt;
  }
  const Meaning meaning = fabric_.blueprint.meaning_of(visit.held_error());
  if (meaning == Meaning::no_challenge) {
    return sends_challenge(visit) ? std::optional{own_answer(visit)} : std::nullopt;
  }
  if (meaning == Meaning::rotated) {
    return unrefreshed(visit);
  }
  const bool strikes_inactive = meaning == Meaning::inactive_refused;
  if (visit.code != 200 && !strikes_inactive) {
    return std::nullopt;
  }
  const Answer own = own_answer(visit);
  const bool is_struck =
      strikes_inactive ? own.code == 200 && own.error != 0 : own.code == 200 && own.error == 0;
  return is_struck ? std::nullopt : std::optional{own};
}

std::uint16_t AuthSteps::error_told(const Visit& visit) const {
  const bool is_asked = fabric_.blueprint.edges[visit.edge].auth != nothing;
  const bool is_bare = is_asked && visit.code == code::see_other && visit.held_error() == 0;
  return is_bare ? fabric_.blueprint.bare_redirect : visit.held_error();
}

/// What a provider that rotates refresh tokens answers to those that get no new one.
std::optional<Answer> AuthSteps::unrefreshed(const Visit& visit) {
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  const Answer own = own_answer(visit);
  const bool is_refresh = edge.kind == EdgeKind::token &&
                          fabric_.blueprint.auth[edge.auth].refreshes && own.code == 200;
  if (!is_refresh) {
    return own;
  }
  const auto since = static_cast<std::uint32_t>(visit.cause);
  if (family_of(edge).use(visit.token_issue, since)) {
    return std::nullopt;
  }
  return Answer{.code = 400, .error = fabric_.blueprint.invalid_grant, .cause = visit.cause};
}

/// An account is a service's, whichever of its versions and replicas uses it.
RefreshFamily& AuthSteps::family_of(const Edge& edge) {
  return families_[{edge.from, edge.to}];
}

bool AuthSteps::sends_challenge(const Visit& visit) const {
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  return edge.auth != nothing && fabric_.blueprint.auth[edge.auth].sends_challenge;
}

/// By the provider that works on the visit, of the token that it came with.
bool AuthSteps::is_active(const Visit& visit) const {
  const SigningKeys& keys = fabric_.signing_keys[fabric_.replicas[visit.replica].service];
  return visit.token_provider == CarriedToken::any_provider ||
         keys.published(fabric_.now()).contains(keys.signer_at(visit.token().issued()));
}

std::uint32_t AuthSteps::key_of(const Visit& visit, const AuthPlan& plan) const {
  const bool is_new = visit.token_provider == CarriedToken::any_provider;
  return fabric_.signing_keys[plan.provider].signer_at(is_new ? fabric_.now()
                                                              : visit.token().issued());
}

/// By the keys that the replica has, and by its clock.
std::uint16_t AuthSteps::verified(Visit& visit, const AuthPlan& plan) const {
  if (!cache_of(visit, plan).keys.holds(key_of(visit, plan))) {
    return unverified(visit, plan);
  }
  return by_clock(visit, plan);
}

std::uint16_t AuthSteps::by_clock(Visit& visit, const AuthPlan& plan) const {
  if (!fabric_.faults.has_moved_clocks()) {
    return code::none;
  }
  const Replica& replica = fabric_.replicas[visit.replica];
  FaultTable::TokenAtVerifier token{
      .verifier = faulted(replica),
      .provider = plan.provider,
      .issued = fabric_.now(),
      .times = {.left = UserToken{}.lifetime}};  // of one that is issued this moment
  if (const std::optional<ClientRequest> origin = fabric_.client_request_of(visit)) {
    const Duration lifetime = fabric_.blueprint.populations[origin->population].token_lifetime;
    token.issued = visit.token().issued();
    token.times.age = fabric_.now() - token.issued;
    token.times.left = lifetime - token.times.age;
  }
  const auto cause = fabric_.faults.refused_by_clock(token);
  if (!cause) {
    return code::none;
  }
  visit.cause = either(*cause, visit.cause);
  return unauthorized;
}

AuthCache& AuthSteps::cache_of(const Visit& visit, const AuthPlan& plan) const {
  return fabric_.cache_of(visit, plan);
}

const Refusals& AuthSteps::refusals_of(const AuthPlan& plan, std::uint32_t version) const {
  return plan.refusals[version - fabric_.blueprint.services[plan.provider].first_version];
}

std::uint32_t AuthSteps::provider_version(const AuthPlan& plan) const {
  return fabric_.replicas[fabric_.blueprint.services[plan.provider].first_replica].version;
}

}  // namespace firedrill::simulated
