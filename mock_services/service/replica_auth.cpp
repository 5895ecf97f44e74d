// What a replica does as the client of auth providers, for one of its requests.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "mock_services/service/replica.hpp"
#include "mock_services/service/replica_visit.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"
#include "mock_services/service/verification.hpp"

namespace firedrill::mock {
namespace {

constexpr std::uint16_t not_let_in = 401;

}  // namespace

void Replica::verify(const VisitPointer& visit, Auth& auth) {
  const std::optional<UserToken> token = user_token_of(visit->request.headers);
  if (const std::optional<EventId> cause = refusal_at_sight(settings_, auth.client.use(), token)) {
    visit->cause = either(visit->cause, *cause);
    finish(visit, not_let_in);
    return;
  }
  if (!auth.client.use().keeps_keys()) {
    ask_about(visit, auth, *token);
    return;
  }
  if (const std::optional<AuthVerdict> by_keys = auth.client.verify(*token)) {
    const AuthVerdict verdict = by_clock(*by_keys, *token);
    if (verdict.reply != code::none) {
      visit->cause = either(verdict.cause, visit->cause);
      finish(visit, verdict.reply);
    }
    return;
  }
  ++visit->open_calls;
  visit->calls = {edges_[auth.edge]->call(
      key_set_request(settings_),
      [this, visit, &auth, token = *token](const CallAnswer& answer) {
        auth_ended(visit, by_clock(auth.client.keys_fetched(answer, token), token));
      },
      {.on_attempt = [this, &auth](const CallAnswer& answer, Duration took) {
        note_auth(auth, answer, took);
      }})};
}

/// A token that is genuine has expired, or is not valid yet, by a clock that is off: this one, or
/// that of who has issued it.
AuthVerdict Replica::by_clock(const AuthVerdict& by_keys, const UserToken& token) {
  if (!by_keys.verified || !(faults_.has_moved_clock() || token.has_wrong_times())) {
    return by_keys;
  }
  TokenTimes times = times_of(token, clock_.calendar_s());
  times.age = scaled(times.age, settings_.speed);
  times.left = scaled(times.left, settings_.speed);
  const std::optional<EventId> cause = faults_.has_moved_clock()
                                           ? faults_.refused_by_clock(times)
                                           : faults_.refused_as_issued(times, token.origin->clock);
  if (!cause) {
    return by_keys;
  }
  fault_counts_.write(faults_.tallies());
  return {.reply = not_let_in, .cause = *cause};
}

void Replica::ask_about(const VisitPointer& visit, Auth& auth, const UserToken& token) {
  const AuthUse& use = auth.client.use();
  http::Request question = use.verifies_by == VerifiesBy::introspection
                               ? token_requests_.introspection(use, token)
                               : userinfo_request(settings_, token);
  ++visit->open_calls;
  visit->calls = {edges_[auth.edge]->call(
      std::move(question),
      [this, visit, &auth, token](const CallAnswer& answer) {
        auth_ended(visit, auth.client.told_about(token, answer));
      },
      {.on_attempt = [this, &auth](const CallAnswer& answer, Duration took) {
        note_auth(auth, answer, took);
      }})};
}

/// As the browser of a user that the provider knows already, and then as the service itself.
void Replica::log_in(const VisitPointer& visit, Auth& auth) {
  const std::string verifier = token_requests_.code_verifier(auth.client.use());
  ++visit->open_calls;
  visit->calls = {edges_[auth.edge]->call(
      token_requests_.authorization(auth.client.use(), verifier),
      [this, visit, &auth, verifier](const CallAnswer& answer) {
        const std::string code = code_in(answer.reply);
        if (code.empty()) {
          auth_ended(visit, auth.client.not_logged_in(answer));
          return;
        }
        visit->cause = either(visit->cause, answer.cause);
        redeem(visit, auth, code, verifier);
      },
      {.on_attempt = [this, &auth](const CallAnswer& answer, Duration took) {
        note_auth(auth, answer, took);
      }})};
}

void Replica::redeem(const VisitPointer& visit,
                     Auth& auth,
                     const std::string& code,
                     const std::string& verifier) {
  visit->calls = {edges_[auth.edge]->call(
      token_requests_.redemption(auth.client.use(), code, verifier),
      [this, visit, &auth](const CallAnswer& answer) {
        auth_ended(visit, auth.client.code_redeemed(answer));
      },
      {.on_attempt = [this, &auth](const CallAnswer& answer, Duration took) {
        note_auth(auth, answer, took);
      }})};
}

void Replica::fetch_token(const VisitPointer& visit, Auth& auth) {
  if (!auth.client.needs_token()) {
    visit->cause = either(visit->cause, auth.client.token_cause());
    return;
  }
  ++visit->open_calls;
  visit->calls = {edges_[auth.edge]->call(
      token_requests_.make(auth.client.use(), auth.client.refresh_token()),
      [this, visit, &auth](const CallAnswer& answer) {
        auth_ended(visit, auth.client.token_fetched(answer));
      },
      {.on_attempt = [this, &auth](const CallAnswer& answer, Duration took) {
        note_auth(auth, answer, took);
      }})};
}

void Replica::note_auth(const Auth& auth, const CallAnswer& answer, Duration took) {
  const std::string& provider = auth.client.use().call.service;
  metrics_.authenticated(provider, auth_result(answer));
  metrics_.called({.callee = provider, .code = answer.code}, took);
}

void Replica::auth_ended(const VisitPointer& visit, const AuthVerdict& verdict) {
  --visit->open_calls;
  // The last change of the two that do not agree is what broke it.
  const EventId cause =
      verdict.disagreed ? std::max(verdict.cause, settings_.version_cause) : verdict.cause;
  visit->cause =
      verdict.reply == not_let_in ? either(cause, visit->cause) : either(visit->cause, cause);
  if (verdict.reply != code::none) {
    finish(visit, verdict.reply);
    return;
  }
  ++visit->step;
  proceed(visit);
}

}  // namespace firedrill::mock
