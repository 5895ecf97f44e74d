#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "harness/behaviour/provider_change.hpp"
#include "harness/behaviour/refresh_family.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/fabric.hpp"
#include "harness/simulated/records.hpp"

namespace firedrill::simulated {

/// What a service's dealings with its auth providers mean for one of its requests: machine tokens
/// and signing keys come from the replica's caches or by a call of its own, and when that call
/// fails, `when_unavailable` decides. Requests that need the same token at the same time each fetch
/// it: nobody waits for another's fetch.
///
/// A user token is judged by its signing key, by the service or by the provider that it asks:
/// known, or 401; and by its times where the service's clock or the provider's is off. A request
/// without a token of that provider is answered 401 too.
///
/// A log-in is two calls: the provider sends the user back with a code, and gives tokens for it.
class AuthSteps {
 public:
  explicit AuthSteps(Fabric& fabric) : fabric_(fabric) {}

  struct Need {
    std::uint32_t call = nothing;      ///< edge to call first; then fetched() decides
    std::uint16_t reply = code::none;  ///< without a call: what to answer; none: go on
    CarriedToken token = {};           ///< that goes along with the call
  };

  /// For a step of kind token or verify. Notes the cause of a refusal in the visit.
  Need look(Visit& visit, const PlanStep& step);

  /// Takes in what the provider answered; returns what the visit must answer, or none: it goes on.
  std::uint16_t fetched(Visit& visit, std::uint32_t edge_index, const Answer& answer);

  /// The answer of a visit that has gone through all its steps: 200, or, at a provider, the wire
  /// error for a client whose contract it does not accept.
  Answer own_answer(const Visit& visit) const;

  /// What a provider answers to a request of which a fault has changed the answer, if that leaves
  /// it: a refusal of its own stands.
  std::optional<Answer> unchanged_answer(const Visit& visit);

  /// What a provider says in an answer that a fault has decided, as an index into wire errors. A
  /// redirect that a fault makes has neither code nor error: nobody is logged in by it.
  std::uint16_t error_told(const Visit& visit) const;

 private:
  std::uint16_t sent_back(Visit& visit, std::uint32_t edge_index, const Answer& answer);
  bool sends_challenge(const Visit& visit) const;
  std::optional<Answer> unrefreshed(const Visit& visit);
  RefreshFamily& family_of(const Edge& edge);
  bool is_readable(const AuthPlan& plan, ProviderChange::Meaning meaning) const;
  std::uint16_t told_about_token(Visit& visit, const AuthPlan& plan, const Answer& answer) const;
  bool is_active(const Visit& visit) const;
  std::uint16_t fetch_failed(Visit& visit, std::uint32_t edge_index, const Answer& answer);
  std::uint16_t verified(Visit& visit, const AuthPlan& plan) const;
  /// 401 if the replica's clock, or the provider's when it issued the token, is so far off that the
  /// token, which is genuine, seems to have expired or not to be valid yet.
  std::uint16_t by_clock(Visit& visit, const AuthPlan& plan) const;
  std::uint16_t unverified(Visit& visit, const AuthPlan& plan) const;
  std::uint32_t key_of(const Visit& visit, const AuthPlan& plan) const;
  AuthCache& cache_of(const Visit& visit, const AuthPlan& plan) const;
  const Refusals& refusals_of(const AuthPlan& plan, std::uint32_t provider_version) const;
  /// Tokens do not say which replica issued them, so the first one stands for the provider: in a
  /// rolling upgrade what it issues changes for all with the first batch.
  std::uint32_t provider_version(const AuthPlan& plan) const;

  Fabric& fabric_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, RefreshFamily> families_ = {};  ///< of accounts
};

/// What a request that came by this edge asks an auth provider for.
AuthEndpoint endpoint_of(const Edge& edge);

}  // namespace firedrill::simulated
