#include "mock_services/service/auth_client.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "harness/text/json_parse.hpp"
#include "mock_services/service/token_request.hpp"

namespace firedrill::mock {
namespace {

constexpr std::uint16_t unauthorized = 401;

bool is_ok(const CallAnswer& answer) {
  return answer.code >= 200 && answer.code < 300;
}

/// Key "expires_in" of a token response (RFC 6749, 5.1), in seconds of wall time.
std::optional<double> expires_in(const std::string& body) {
  const Result<Json> json = parse_json("token response", body);
  const Json* seconds = json ? json->find("expires_in") : nullptr;
  return seconds != nullptr && seconds->is_number() ? std::optional{seconds->as_number()}
                                                    : std::nullopt;
}

/// Whether scopes are named as they used to be: in a text, with blanks between them.
bool has_known_scope(const Json& response) {
  const Json* scope = response.find("scope");
  return scope == nullptr ||
         (scope->is_string() && scope->as_string().find(',') == std::string::npos);
}

/// The token of a token response (RFC 6749, 5.1); "": it has none that the client takes. A strict
/// one keeps no more characters than a column for GitHub's tokens has.
std::string token_in(const std::string& body, bool is_strict) {
  constexpr std::size_t longest_kept = 255;
  const Result<Json> json = parse_json("token response", body);
  const Json* token = json ? json->find("access_token") : nullptr;
  if (token == nullptr || !token->is_string()) {
    return "";
  }
  const bool is_odd = token->as_string().size() > longest_kept || !has_known_scope(*json);
  return is_strict && is_odd ? "" : token->as_string();
}

/// RFC 6749, 6: there may be none, and then the old one stays.
std::optional<std::string> refresh_token_in(const std::string& body) {
  const Result<Json> json = parse_json("token response", body);
  const Json* token = json ? json->find("refresh_token") : nullptr;
  return token != nullptr && token->is_string() ? std::optional{token->as_string()} : std::nullopt;
}

/// Of types that go-jose reads (RFC 7518, 6.1; RFC 8037, 2).
bool is_known_type(const Json& key) {
  constexpr std::array<std::string_view, 4> types{"RSA", "EC", "oct", "OKP"};
  const Json* type = key.find("kty");
  return type != nullptr && type->is_string() &&
         std::find(types.begin(), types.end(), type->as_string()) != types.end();
}

/// The "kid" of every key of a key set (RFC 7517, 5); nullopt: that is no key set, or
/// one with a key that a strict client cannot read. Of the first key only, if the client takes
/// that.
std::optional<std::set<std::string>> key_ids(const std::string& body, const AuthUse& use) {
  const Result<Json> json = parse_json("key set", body);
  const Json* keys = json ? json->find("keys") : nullptr;
  if (keys == nullptr || !keys->is_array()) {
    return std::nullopt;
  }
  std::set<std::string> ids;
  for (const Json& key : keys->items()) {
    if (use.strict_keys && !is_known_type(key)) {
      return std::nullopt;
    }
    const bool is_looked_at = !use.first_key || &key == &keys->items().front();
    const Json* id = is_looked_at ? key.find("kid") : nullptr;
    if (id != nullptr && id->is_string()) {
      ids.insert(id->as_string());
    }
  }
  return ids;
}

}  // namespace

bool AuthClient::needs_token() const {
  return use_.needs_token() &&
         !(use_.token_cache && token_.look(clock_.incident()) == TokenCache::Content::fresh);
}

AuthVerdict AuthClient::token_fetched(const CallAnswer& answer) {
  std::string text = is_ok(answer) ? token_in(answer.reply.body, use_.strict_tokens) : "";
  if (text.empty()) {
    if (use_.when_unavailable != WhenUnavailable::use_cached) {
      token_text_.clear();
      token_cause_ = EventId::none;
    }
    return unavailable(answer,
                       token_.filled ? std::optional<AuthVerdict>{AuthVerdict{}} : std::nullopt);
  }
  token_text_ = std::move(text);
  refresh_token_ = refresh_token_in(answer.reply.body).value_or(refresh_token_);
  token_cause_ = token_text_.size() > longest_service_token ? answer.cause : EventId::none;
  if (use_.token_cache && needs_token()) {  // nobody else has fetched one meanwhile
    const double wall_s = std::clamp(expires_in(answer.reply.body).value_or(0), 0.0, 1e6);
    const auto lifetime = static_cast<Duration::rep>(wall_s * speed_ * 1e9);
    const Instant issued = clock_.incident() - std::exchange(ages_.token, {});
    token_.store(issued, 0, *use_.token_cache, Duration{lifetime});
  }
  return {.cause = answer.cause};
}

std::optional<AuthVerdict> AuthClient::verify(const UserToken& token) {
  return look(token) == KeySetCache::Answer::fetch ? std::nullopt : std::optional{judge(token)};
}

KeySetCache::Answer AuthClient::look(const UserToken& token) const {
  const KeyCachePolicy policy{.lifetime = use_.key_cache,
                              .cooldown = use_.key_cooldown,
                              .refetch_unknown = use_.refetch_unknown_key};
  return keys_.look(policy, clock_.incident(), key_ids_.count(token.key_id) > 0 ? 0 : 1);
}

AuthVerdict AuthClient::keys_fetched(const CallAnswer& answer, const UserToken& token) {
  if (look(token) == KeySetCache::Answer::known) {  // somebody else has fetched it meanwhile
    return judge(token);
  }
  if (is_ok(answer)) {
    if (auto ids = key_ids(answer.reply.body, use_)) {
      key_ids_ = *std::move(ids);
      key_set_ = auth::KeySet(answer.reply.body);
      keys_cause_ = event_in(answer.reply.headers, keys_cause_header);
      if (use_.first_key) {
        const EventId first = event_in(answer.reply.headers, first_key_cause_header);
        keys_cause_ = std::max(keys_cause_, first);
      }
      genuine_.clear();
      keys_.store(clock_.incident() - std::exchange(ages_.keys, {}), {});
      AuthVerdict verdict = judge(token);
      verdict.cause = either(verdict.cause, answer.cause);
      return verdict;
    }
  }
  return unavailable(answer, keys_.filled ? std::optional{judge(token)} : std::nullopt);
}

AuthVerdict AuthClient::told_about(const UserToken& token, const CallAnswer& answer) const {
  const bool is_inactive = use_.verifies_by == VerifiesBy::userinfo
                               ? answer.code == unauthorized
                               : is_ok(answer) && !says_active(answer.reply.body);
  if (is_inactive) {
    const EventId rotated = token.origin ? token.origin->key_cause : EventId::none;
    return {.reply = unauthorized, .cause = either(answer.cause, rotated)};
  }
  return is_ok(answer) ? AuthVerdict{.cause = answer.cause} : unavailable(answer, std::nullopt);
}

AuthVerdict AuthClient::code_redeemed(const CallAnswer& answer) const {
  const bool has_token = is_ok(answer) && !token_in(answer.reply.body, use_.strict_tokens).empty();
  return has_token ? AuthVerdict{.cause = answer.cause} : not_logged_in(answer);
}

/// By the keys that are there, however old they are. Whoever refuses a token for its key names the
/// rotation, as far as it was told of one.
AuthVerdict AuthClient::judge(const UserToken& token) {
  if (key_ids_.count(token.key_id) == 0) {
    const EventId told = token.origin ? token.origin->key_cause : EventId::none;
    return {.reply = unauthorized, .cause = std::max(told, keys_cause_)};
  }
  const bool valid = is_valid(token);
  return {.reply = valid ? code::none : unauthorized, .verified = valid};
}

/// A signature is checked once for each set of keys, the lifetime each time, unless it is by a
/// clock that was off: then whoever asks has more to say about it.
bool AuthClient::is_valid(const UserToken& token) {
  constexpr std::size_t most_remembered = 1000;
  auto known = genuine_.find(token.text);
  if (known == genuine_.end()) {
    const std::optional<double> expires_s = genuine_until(token, key_set_);
    if (!expires_s) {
      return false;
    }
    if (genuine_.size() >= most_remembered) {
      genuine_.clear();
    }
    known = genuine_.emplace(token.text, *expires_s).first;
  }
  return token.has_wrong_times() || clock_.calendar_s() < known->second;
}

/// `from_cache`: what a client that goes on with what it has would do, if it has anything.
AuthVerdict AuthClient::unavailable(const CallAnswer& answer,
                                    std::optional<AuthVerdict> from_cache) const {
  const bool disagreed =
      answer.code == code::see_other || (answer.code >= 400 && !is_failure(answer.code));
  switch (use_.when_unavailable) {
    case WhenUnavailable::fail_open:
      return {.cause = answer.cause, .disagreed = disagreed};
    case WhenUnavailable::use_cached:
      if (from_cache) {
        return {.reply = from_cache->reply,
                .cause = either(from_cache->cause, answer.cause),
                .disagreed = disagreed,
                .verified = from_cache->verified};
      }
      break;
    case WhenUnavailable::fail_closed:
      break;
  }
  const auto reply = static_cast<std::uint16_t>(use_.call.fails.reply);
  return {.reply = reply < 300 ? code::none : reply, .cause = answer.cause, .disagreed = disagreed};
}

void AuthClient::purge_tokens() {
  token_.purge();
  token_text_.clear();
  token_cause_ = EventId::none;
}

void AuthClient::purge_keys() {
  keys_.purge();
  key_ids_.clear();
  genuine_.clear();
}

}  // namespace firedrill::mock
