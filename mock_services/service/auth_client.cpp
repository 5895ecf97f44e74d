#include "mock_services/service/auth_client.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/text/json_parse.hpp"
#include "mock_services/http/credentials.hpp"

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

/// The "kid" of every key of a key set (RFC 7517, 5); nullopt: that is no key set.
std::optional<std::set<std::string>> key_ids(const std::string& body) {
  const Result<Json> json = parse_json("key set", body);
  const Json* keys = json ? json->find("keys") : nullptr;
  if (keys == nullptr || !keys->is_array()) {
    return std::nullopt;
  }
  std::set<std::string> ids;
  for (const Json& key : keys->items()) {
    const Json* id = key.find("kid");
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
  if (!is_ok(answer)) {
    return unavailable(answer,
                       token_.filled ? std::optional<AuthVerdict>{AuthVerdict{}} : std::nullopt);
  }
  if (use_.token_cache) {
    const double wall_s = std::clamp(expires_in(answer.reply.body).value_or(0), 0.0, 1e6);
    const auto lifetime = static_cast<Duration::rep>(wall_s * speed_ * 1e9);
    token_.store(clock_.incident(), 0, *use_.token_cache, Duration{lifetime});
  }
  return {.cause = answer.cause};
}

std::optional<AuthVerdict> AuthClient::verify(const std::string& key_id) const {
  const KeyCachePolicy policy{.lifetime = use_.key_cache,
                              .cooldown = use_.key_cooldown,
                              .refetch_unknown = use_.refetch_unknown_key};
  switch (keys_.look(policy, clock_.incident(), key_ids_.count(key_id) > 0 ? 0 : 1)) {
    case KeySetCache::Answer::known:
      return AuthVerdict{};
    case KeySetCache::Answer::unknown:
      return AuthVerdict{.reply = unauthorized};
    case KeySetCache::Answer::fetch:
      break;
  }
  return std::nullopt;
}

AuthVerdict AuthClient::keys_fetched(const CallAnswer& answer, const std::string& key_id) {
  if (is_ok(answer)) {
    if (auto ids = key_ids(answer.reply.body)) {
      key_ids_ = *std::move(ids);
      keys_.store(clock_.incident(), {});
      return {.reply = key_ids_.count(key_id) > 0 ? code::none : unauthorized,
              .cause = answer.cause};
    }
  }
  const AuthVerdict cached{.reply = key_ids_.count(key_id) > 0 ? code::none : unauthorized,
                           .cause = answer.cause};
  return unavailable(answer, keys_.filled ? std::optional{cached} : std::nullopt);
}

/// `from_cache`: what a client that goes on with what it has would do, if it has anything.
AuthVerdict AuthClient::unavailable(const CallAnswer& answer,
                                    std::optional<AuthVerdict> from_cache) const {
  const bool disagreed = answer.code >= 400 && !is_failure(answer.code);
  switch (use_.when_unavailable) {
    case WhenUnavailable::fail_open:
      return {.cause = answer.cause, .disagreed = disagreed};
    case WhenUnavailable::use_cached:
      if (from_cache) {
        return {.reply = from_cache->reply, .cause = answer.cause, .disagreed = disagreed};
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
}

void AuthClient::purge_keys() {
  keys_.purge();
  key_ids_.clear();
}

std::optional<std::string> key_id_of_bearer(const http::Headers& headers) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string* value = headers.find("authorization");
  if (value == nullptr || !value->starts_with(scheme)) {
    return std::nullopt;
  }
  const std::string_view token = std::string_view(*value).substr(scheme.size());
  const std::optional<std::string> header =
      http::decode_base64url(token.substr(0, token.find('.')));
  const Result<Json> json = parse_json("token header", header.value_or(""));
  const Json* id = json ? json->find("kid") : nullptr;
  return id != nullptr && id->is_string() ? std::optional{id->as_string()} : std::nullopt;
}

}  // namespace firedrill::mock
