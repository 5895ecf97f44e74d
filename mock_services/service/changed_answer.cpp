#include "mock_services/service/changed_answer.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/json_change.hpp"
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

}  // namespace

AuthEndpoint endpoint_of(const http::Request& request) {
  if (request.method == "POST" && request.path == "/token") {
    return AuthEndpoint::token;
  }
  return request.method == "GET" && request.path == "/jwks" ? AuthEndpoint::keys
                                                            : AuthEndpoint::none;
}

http::Reply changed_answer(const ProviderChange& change, http::Answer own, EventId cause) {
  using Meaning = ProviderChange::Meaning;
  auto* genuine = std::get_if<http::Reply>(&own.delivery);
  if (change.meaning == Meaning::refused || genuine == nullptr) {
    return error_reply(change);
  }
  http::Reply reply = std::move(*genuine);
  if (reply.status != 200) {
    return reply;
  }
  if (change.name == "error_with_200") {
    reply.body = R"({"error": "incorrect_client_credentials"})";
  } else if (change.name == "token_type_changed") {
    reply.body = auth::with_members(reply.body, {{{"/access_token", R"({"value": "moved"})"}}});
  } else if (change.meaning == Meaning::no_lifetime) {
    reply.body = auth::with_members(reply.body, {{{"/expires_in", R"("3600")"}}});
  } else if (change.meaning == Meaning::no_keys) {
    reply.body = auth::with_members(reply.body, {{{"/keys", "[]"}}});
    reply.headers.set(keys_cause_header, std::to_string(static_cast<std::uint32_t>(cause)));
  } else if (change.meaning == Meaning::unknown_key) {
    reply.body = auth::changed_keys(reply.body, {.add_unknown_kty = true});
  }
  return reply;
}

std::string changed_body(const faults::BodyChange& change, const std::string& body) {
  return std::visit(Overloaded{[&](const faults::RemoveMember& remove) {
                                 return auth::without_members(body, {{remove.member}});
                               },
                               [&](const faults::RenameMember& rename) {
                                 return auth::with_renamed(body, {{{rename.from, rename.to}}});
                               },
                               [&](const faults::RetypeMember& retype) {
                                 return auth::with_other_type(body, retype.member);
                               },
                               [&](const faults::SetMember& set) {
                                 return auth::with_members(body, {{{set.member, set.value}}});
                               },
                               [&](const faults::WrapBody& wrap) {
                                 return auth::wrapped_body(body, {wrap.name});
                               }},
                    change.change);
}

}  // namespace firedrill::mock
