#include "mock_services/service/changed_answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/json_change.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {
namespace {

http::Reply error_reply(const ProviderChange& change) {
  if (change.error.empty()) {
    return http::text_reply(change.status, "moved by a fault\n");
  }
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("error", change.error)
      .member("error_description", "injected by a fault")
      .end_object();
  http::Reply reply = http::json_reply(change.status, body);
  if (change.status == 401) {
    reply.headers.add("www-authenticate", "Basic realm=\"firedrill\"");
  }
  return reply;
}

/// Sends a user back to the client with an error (RFC 6749, 4.1.2.1).
http::Reply error_redirect(const ProviderChange& change, const http::Request& request) {
  const std::string* back_to = http::find(request.query, "redirect_uri");
  const std::string query = http::encode_form(
      {{"error", std::string(change.error)}, {"error_description", "injected by a fault"}});
  return {.status = change.status,
          .headers = {{"location", (back_to == nullptr ? "" : *back_to) + "?" + query}},
          .body = {}};
}

/// A token response that names its scopes in another way; one without scopes stays without.
std::string with_commas(const std::string& body) {
  const Result<Json> json = parse_json("token response", body);
  const Json* scope = json ? json->find("scope") : nullptr;
  if (scope == nullptr || !scope->is_string()) {
    return body;
  }
  std::string joined = scope->as_string();
  std::replace(joined.begin(), joined.end(), ' ', ',');
  return auth::with_members(body, {{{"/scope", json_string(joined)}}});
}

std::string with_token(const std::string& body, std::size_t characters) {
  return auth::with_members(body, {{{"/access_token", json_string(std::string(characters, 't'))}}});
}

/// What is answered where tokens are asked for or about.
std::string changed_success(const ProviderChange& change, const std::string& body) {
  constexpr std::size_t longer = 300;       // GitHub's own advice was 255
  constexpr std::size_t too_long = 20'000;  // more than nginx, Node.js and our mocks take
  if (change.name == "error_with_200") {
    return R"({"error": "incorrect_client_credentials"})";
  }
  if (change.name == "token_type_changed") {
    return auth::with_members(body, {{{"/access_token", R"({"value": "moved"})"}}});
  }
  if (change.name == "expires_in_string") {
    return auth::with_members(body, {{{"/expires_in", R"("3600")"}}});
  }
  if (change.name == "scope_as_list") {
    return auth::with_members(body, {{{"/scope", R"(["all"])"}}});
  }
  if (change.name == "scope_delimiter") {
    return with_commas(body);
  }
  if (change.name == "token_longer") {
    return with_token(body, longer);
  }
  if (change.name == "token_too_long") {
    return with_token(body, too_long);
  }
  if (change.name == "introspection_inactive") {
    return R"({"active": false})";
  }
  if (change.name == "subject_changed") {
    return auth::with_members(body, {{{"/sub", R"("another name for the same user")"}}});
  }
  return body;
}

std::string changed_key_set(const ProviderChange& change, const std::string& body) {
  using Meaning = ProviderChange::Meaning;
  if (change.meaning == Meaning::no_keys) {
    return auth::with_members(body, {{{"/keys", "[]"}}});
  }
  if (change.meaning == Meaning::unknown_key) {
    return auth::changed_keys(body, {.add_unknown_kty = true});
  }
  if (change.meaning == Meaning::other_key_first) {
    const auth::SigningKey other = auth::SigningKey::derive("of nobody", "another-key");
    return auth::with_key_first(body, other.public_jwk());
  }
  return body;
}

}  // namespace

AuthEndpoint endpoint_of(const http::Request& request) {
  struct Place {
    std::string_view method;
    std::string_view path;
    AuthEndpoint endpoint;
  };

  constexpr std::array<Place, 5> places{
      {{"POST", "/token", AuthEndpoint::token},
       {"GET", "/jwks", AuthEndpoint::keys},
       {"POST", "/token/introspection", AuthEndpoint::introspection},
       {"GET", "/me", AuthEndpoint::userinfo},
       {"GET", "/auth", AuthEndpoint::authorize}}};
  const auto* const place = std::find_if(places.begin(), places.end(), [&](const Place& one) {
    return request.method == one.method && request.path == one.path;
  });
  return place == places.end() ? AuthEndpoint::none : place->endpoint;
}

http::Reply changed_answer(const ProviderChange& change,
                           const http::Request& request,
                           http::Answer own,
                           EventId cause) {
  using Meaning = ProviderChange::Meaning;
  auto* genuine = std::get_if<http::Reply>(&own.delivery);
  if (change.meaning == Meaning::refused || genuine == nullptr) {
    return error_reply(change);
  }
  http::Reply reply = std::move(*genuine);
  if (change.meaning == Meaning::no_challenge) {
    return http::find(request.query, "code_challenge") != nullptr ? reply
                                                                  : error_redirect(change, request);
  }
  if (reply.status != 200) {
    return reply;
  }
  if (change.meaning == Meaning::inactive_refused) {
    return says_active(reply.body) ? reply : error_reply(change);
  }
  reply.body = change.strikes(AuthEndpoint::keys) ? changed_key_set(change, reply.body)
                                                  : changed_success(change, reply.body);
  const std::string culprit = std::to_string(static_cast<std::uint32_t>(cause));
  if (change.meaning == Meaning::no_keys) {
    reply.headers.set(keys_cause_header, culprit);
  } else if (change.meaning == Meaning::other_key_first || change.meaning == Meaning::unknown_key) {
    reply.headers.set(first_key_cause_header, culprit);
  }
  return reply;
}

http::Reply rotated_answer(RefreshBook& book,
                           const http::Request& request,
                           http::Answer own,
                           EventId cause) {
  static constexpr ProviderChange used_before{"used_before", 0, 400, "invalid_grant"};
  auto* genuine = std::get_if<http::Reply>(&own.delivery);
  if (genuine == nullptr) {
    return error_reply(used_before);
  }
  http::Reply reply = std::move(*genuine);
  const Result<http::FormPairs> form = http::parse_form(request.body);
  const std::string* token = form ? http::find(*form, "refresh_token") : nullptr;
  if (reply.status != 200 || token == nullptr || !token->starts_with(refresh_token_text)) {
    return reply;
  }
  std::uint32_t number = 0;
  std::from_chars(token->data() + refresh_token_text.size(), token->data() + token->size(), number);
  const std::string* client = request.headers.find(caller_header);
  const std::optional<std::uint32_t> next =
      book.use(client == nullptr ? "-" : *client, number, cause);
  if (!next) {
    return error_reply(used_before);
  }
  const std::string fresh = fmt::format("{}{}", refresh_token_text, *next);
  reply.body = auth::with_members(reply.body, {{{"/refresh_token", json_string(fresh)}}});
  return reply;
}

}  // namespace firedrill::mock
