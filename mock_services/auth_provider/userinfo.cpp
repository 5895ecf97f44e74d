#include <string>

#include <fmt/format.h>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/tokens.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

/// RFC 6750, 3. Without a token the challenge has no `error`: the client may not have known.
http::Reply refused(const Call& call, const Refusal& refusal, bool had_token) {
  http::Reply reply = refusal_reply(call, refusal);
  std::string challenge = fmt::format("Bearer realm=\"{}\"", call.issuer);
  if (had_token) {
    challenge +=
        fmt::format(", error=\"{}\", error_description=\"{}\"", refusal.error, refusal.description);
  }
  if (!refusal.scope.empty()) {
    challenge += fmt::format(", scope=\"{}\"", refusal.scope);
  }
  reply.headers.add("www-authenticate", challenge);
  return reply;
}

}  // namespace

http::Reply userinfo(const Call& call) {
  const std::string* authorization = call.request.headers.find("authorization");
  const std::string* in_body = http::find(call.form, "access_token");
  if (authorization != nullptr && in_body != nullptr) {
    return refusal_reply(call,
                         invalid_request("access token must only be provided using one mechanism"));
  }
  const auto bearer = authorization == nullptr ? std::nullopt : http::parse_bearer(*authorization);
  if (authorization != nullptr && !bearer) {
    return refusal_reply(call, invalid_request("invalid authorization header value format"));
  }
  if (!bearer && in_body == nullptr) {
    const Refusal none{
        .status = 401, .error = "invalid_token", .description = "no access token provided"};
    return refused(call, none, false);
  }
  const AccessToken* token = valid_access_token(call, bearer ? *bearer : *in_body);
  if (token == nullptr || token->grant_id.empty()) {  // a client is nobody to tell about
    const Refusal bad{
        .status = 401, .error = "invalid_token", .description = "invalid token provided"};
    return refused(call, bad, true);
  }
  if (call.rules.userinfo_wants_openid && !contains(token->scopes, "openid")) {
    const Refusal poor{.status = 403,
                       .error = "insufficient_scope",
                       .description = "access token missing openid scope",
                       .scope = "openid"};
    return refused(call, poor, true);
  }
  const Grant& grant = *call.store.grants.find(token->grant_id, call.now);
  return fresh_json(200, claims_of(call.config, grant.login, token->scopes));
}

}  // namespace firedrill::auth
