#include "tests/support/auth_desk.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/text/json_parse.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::tests {
namespace {

const auth::KeyRing& shared_keys() {
  static const auth::KeyRing keys = auth::KeyRing::generate({"RS256", "PS256", "ES256", "EdDSA"});
  return keys;
}

auth::Provider make_provider(std::string_view text) {
  const SourceText source("auth.json", std::string(text));
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  auth::Config config = auth::load_config(*json, diagnostics);
  INFO(render(diagnostics));
  REQUIRE(!diagnostics.has_errors());
  return {std::move(config), AuthDesk::issuer, shared_keys()};
}

http::FormPairs replaced(http::FormPairs pairs, const http::FormPairs& changed) {
  for (const auto& [name, value] : changed) {
    std::erase_if(pairs, [&, key = name](const auto& pair) { return pair.first == key; });
    if (value != "-") {
      pairs.emplace_back(name, value);
    }
  }
  return pairs;
}

}  // namespace

const char* const auth_desk_config = R"({
  "clients": [
    {"id": "web", "secret": "s3cret",
     "redirect_uris": ["https://web.example/cb", "http://127.0.0.1/cb"],
     "post_logout_redirect_uris": ["https://web.example/bye"]},
    {"id": "app", "auth": "none", "redirect_uris": ["https://app.example/cb"]},
    {"id": "post-er", "secret": "+ / = & : ", "auth": "client_secret_post"},
    {"id": "odd-one", "secret": "a+b/c=d&e:f "},
    {"id": "worker", "secret": "w", "grants": ["client_credentials"]}
  ],
  "users": [
    {"login": "anna", "claims": {"name": "Anna", "email": "anna@example.com", "role": "admin"}},
    {"login": "otto", "password": "right", "claims": {"sub": "user-7"}}
  ]
})";

const http::FormPairs client_credentials = {{"grant_type", "client_credentials"}};

AuthDesk::AuthDesk(std::string_view config) : provider_(make_provider(config)) {}

http::Answer AuthDesk::ask(http::Request request) {
  Result<http::Target> target = http::parse_target(request.target);
  REQUIRE(target);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  return provider_.handle(request, now);
}

http::Reply AuthDesk::get(const std::string& target, const http::Headers& headers) {
  http::Request request;
  request.method = "GET";
  request.target = target;
  request.headers = headers;
  return std::get<http::Reply>(ask(std::move(request)).delivery);
}

http::Reply AuthDesk::post(const std::string& target,
                           const http::FormPairs& form,
                           const http::Headers& headers) {
  http::Request request;
  request.method = "POST";
  request.target = target;
  request.headers = headers;
  request.headers.add("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
  request.body = http::encode_form(form);
  return std::get<http::Reply>(ask(std::move(request)).delivery);
}

http::Reply AuthDesk::admin(const std::string& method,
                            const std::string& path,
                            std::string_view body) {
  http::Request request;
  request.method = method;
  request.target = "/__firedrill/" + path;
  request.body = body;
  return std::get<http::Reply>(ask(std::move(request)).delivery);
}

http::FormPairs AuthDesk::authorization(const http::FormPairs& changed) {
  return replaced({{"client_id", "web"},
                   {"redirect_uri", "https://web.example/cb"},
                   {"response_type", "code"},
                   {"scope", "openid offline_access email"},
                   {"state", "st&te"},
                   {"nonce", "n-1"},
                   {"code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
                   {"code_challenge_method", "S256"}},
                  changed);
}

std::string AuthDesk::log_in(const http::FormPairs& parameters, const std::string& login) {
  const http::Reply asked = get("/auth?" + http::encode_form(parameters));
  REQUIRE(asked.status == 303);
  const std::string page = asked.headers.find("location")->substr(std::string(issuer).size());
  REQUIRE(get(page).status == 200);
  const http::Reply done = post(page, {{"login", login}, {"password", "right"}});
  REQUIRE(done.status == 303);
  return *done.headers.find("location");
}

std::string AuthDesk::code(const http::FormPairs& changed) {
  return parameter_of(log_in(authorization(changed)), "code");
}

http::Reply AuthDesk::exchange(const std::string& code, const http::FormPairs& changed) {
  return post("/token",
              replaced({{"grant_type", "authorization_code"},
                        {"code", code},
                        {"redirect_uri", "https://web.example/cb"},
                        {"code_verifier", pkce_verifier}},
                       changed),
              basic("web", "s3cret"));
}

http::Headers basic(std::string_view id, std::string_view secret) {
  return {
      {"authorization",
       "Basic " + http::encode_base64(http::encode_form(id) + ":" + http::encode_form(secret))}};
}

http::Headers bearer(const std::string& token) {
  return {{"authorization", "Bearer " + token}};
}

nlohmann::json json_of(const http::Reply& reply) {
  INFO(reply.body);
  auto json = nlohmann::json::parse(reply.body, nullptr, false);
  REQUIRE(json.is_object());
  return json;
}

std::string text_in(const http::Reply& reply, const char* name) {
  return json_of(reply).value(name, "");
}

std::string error_of(const http::Reply& reply) {
  return text_in(reply, "error") + ": " + text_in(reply, "error_description");
}

std::string parameter_of(const std::string& uri, std::string_view name) {
  const Result<http::Target> target = http::parse_target(uri);
  REQUIRE(target);
  const std::string* value = http::find(target->query, name);
  return value == nullptr ? "" : *value;
}

nlohmann::json part_of_jwt(const std::string& token, int part) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  const std::string text =
      part == 0 ? token.substr(0, first) : token.substr(first + 1, second - first - 1);
  return nlohmann::json::parse(http::decode_base64url(text).value_or(""), nullptr, false);
}

}  // namespace firedrill::tests
