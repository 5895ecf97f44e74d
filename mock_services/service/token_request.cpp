#include "mock_services/service/token_request.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "harness/engine/traffic_ledger.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/http/credentials.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/service/caller.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/provider.hpp"

namespace firedrill::mock {
namespace {

http::Request form_request(std::string path, const http::FormPairs& form) {
  http::Request request = http::request_to("POST", std::move(path));
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  request.body = http::encode_form(form);
  return request;
}

void add_origin(http::Request& request, const UserToken& token) {
  if (token.origin) {
    request.headers.add(token_header, to_header(*token.origin));
  }
}

/// The method of client authentication that a client of this contract uses (RFC 7591, 2).
std::string authentication_of(const Contract* contract) {
  return contract == nullptr || contract->token_auth.empty() ? "client_secret_basic"
                                                             : contract->token_auth.front();
}

/// Nobody comes there: a log-in ends when its client knows who the user is.
constexpr const char* redirect_uri = "https://log-in.example/callback";

/// What a redirect tells the client in its query.
http::FormPairs told_by_redirect(const http::Reply& reply) {
  const std::string* location = reply.headers.find("location");
  if (reply.status != code::see_other || location == nullptr) {
    return {};
  }
  const std::size_t query = std::min(location->find('?'), location->size() - 1) + 1;
  Result<http::FormPairs> told = http::parse_form(location->substr(query));
  return told ? *std::move(told) : http::FormPairs{};
}

}  // namespace

/// RFC 7523, 3.
std::string TokenRequests::assertion(const std::string& provider) {
  constexpr std::int64_t lifetime_s = 60;
  const auto now_s = static_cast<std::int64_t>(Clock::unix_s());
  std::string claims;
  JsonWriter(claims)
      .begin_object()
      .member("iss", settings_.client.id)
      .member("sub", settings_.client.id)
      .member("aud", issuer_of(settings_, provider))
      .member("iat", now_s)
      .member("exp", now_s + lifetime_s)
      .member("jti", auth::random_id(16))
      .end_object();
  if (!key_) {
    key_ = client_key(settings_.client);
  }
  return auth::make_jws(*key_, "JWT", claims, {});
}

const Contract* TokenRequests::contract_of(const AuthUse& use) const {
  const auto spoken = std::find_if(
      settings_.contracts.begin(), settings_.contracts.end(), [&](const ProviderContract& one) {
        return one.provider == use.call.service && one.contract.name == use.speaks;
      });
  return spoken == settings_.contracts.end() ? nullptr : &spoken->contract;
}

http::Request TokenRequests::make(const AuthUse& use, const std::string& refresh_token) {
  const Contract* contract = contract_of(use);
  http::FormPairs form{{"grant_type", use.refreshes ? "refresh_token" : "client_credentials"}};
  if (use.refreshes) {
    form.emplace_back("refresh_token", refresh_token);
  }
  if (contract != nullptr && !contract->scopes.empty()) {
    form.emplace_back("scope", fmt::format("{}", fmt::join(contract->scopes, " ")));
  }
  http::Request request = authenticated("/token", std::move(form), use);
  request.headers.add(contract_header, use.speaks);
  return request;
}

/// Names no contract: of its rules only those of client authentication count.
http::Request TokenRequests::introspection(const AuthUse& use, const UserToken& token) {
  http::Request request = authenticated("/token/introspection", {{"token", token.text}}, use);
  add_origin(request, token);
  return request;
}

std::string TokenRequests::code_verifier(const AuthUse& use) const {
  const Contract* contract = contract_of(use);
  return contract == nullptr || contract->sends_challenge() ? auth::random_id() : "";
}

http::Request TokenRequests::authorization(const AuthUse& use, const std::string& verifier) const {
  const Contract* contract = contract_of(use);
  const bool has_scopes = contract != nullptr && !contract->scopes.empty();
  http::FormPairs query{
      {"response_type", "code"},
      {"client_id", settings_.client.id},
      {"redirect_uri", redirect_uri},
      {"state", auth::random_id(16)},
      {"scope", has_scopes ? fmt::format("{}", fmt::join(contract->scopes, " ")) : "openid"}};
  if (!verifier.empty()) {
    const bool is_plain =
        contract != nullptr && !contract->pkce.empty() && contract->pkce.front() == "plain";
    query.emplace_back("code_challenge",
                       is_plain ? verifier : http::encode_base64url(auth::sha256(verifier)));
    query.emplace_back("code_challenge_method", is_plain ? "plain" : "S256");
  }
  http::Request request = http::request_to("GET", "/auth");
  request.target += "?" + http::encode_form(query);
  request.query = std::move(query);
  name_caller(request.headers, settings_);
  request.headers.add(contract_header, use.speaks);
  return request;
}

http::Request TokenRequests::redemption(const AuthUse& use,
                                        const std::string& code,
                                        const std::string& verifier) {
  http::FormPairs form{
      {"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect_uri}};
  if (!verifier.empty()) {
    form.emplace_back("code_verifier", verifier);
  }
  http::Request request = authenticated("/token", std::move(form), use);
  request.headers.add(contract_header, use.speaks);
  return request;
}

http::Request TokenRequests::authenticated(std::string path,
                                           http::FormPairs form,
                                           const AuthUse& use) {
  const std::string method = authentication_of(contract_of(use));
  const std::string& id = settings_.client.id;
  if (method == "client_secret_post") {
    form.emplace_back("client_id", id);
    form.emplace_back("client_secret", settings_.client.secret);
  } else if (method == "private_key_jwt") {
    form.emplace_back("client_assertion_type",
                      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", assertion(use.call.service));
  }
  http::Request request = form_request(std::move(path), form);
  name_caller(request.headers, settings_);
  if (method == "client_secret_basic") {
    const std::string pair =
        http::encode_form(id) + ":" + http::encode_form(settings_.client.secret);
    request.headers.add("authorization", "Basic " + http::encode_base64(pair));
  }
  return request;
}

http::Request key_set_request(const ServiceSettings& settings) {
  http::Request request = http::request_to("GET", "/jwks");
  name_caller(request.headers, settings);
  return request;
}

http::Request userinfo_request(const ServiceSettings& settings, const UserToken& token) {
  http::Request request = http::request_to("GET", "/me");
  name_caller(request.headers, settings);
  request.headers.add("authorization", "Bearer " + token.text);
  add_origin(request, token);
  return request;
}

std::string code_in(const http::Reply& reply) {
  const http::FormPairs told = told_by_redirect(reply);
  const std::string* code = http::find(told, "code");
  return code == nullptr ? "" : *code;
}

bool says_active(const std::string& body) {
  const Result<Json> json = parse_json("introspection response", body);
  const Json* active = json ? json->find("active") : nullptr;
  return active != nullptr && active->is_boolean() && active->as_boolean();
}

std::string auth_result(const CallAnswer& answer) {
  if (!is_http(answer.code)) {
    return outcome_name(answer.code);
  }
  if (answer.code < 300 || !code_in(answer.reply).empty()) {
    return "ok";
  }
  const http::FormPairs told = told_by_redirect(answer.reply);
  if (const std::string* error = http::find(told, "error")) {
    return *error;
  }
  const Result<Json> json = parse_json("error response", answer.reply.body);
  const Json* error = json ? json->find("error") : nullptr;
  return error != nullptr && error->is_string() ? error->as_string() : std::to_string(answer.code);
}

}  // namespace firedrill::mock
