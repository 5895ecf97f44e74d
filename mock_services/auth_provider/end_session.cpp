#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/text/escape.hpp"
#include "mock_services/auth_provider/authorize.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/jwt.hpp"

namespace firedrill::auth {
namespace {

/// The client that an ID token was made for; empty if we did not make it. It may have expired long
/// ago.
std::optional<std::string> audience_of_hint(const Call& call, const std::string& hint) {
  const std::optional<Jws> jws = parse_jws(hint);
  const auto header = nlohmann::json::parse(jws ? jws->header : "", nullptr, false);
  const auto claims = nlohmann::json::parse(jws ? jws->claims : "", nullptr, false);
  if (!header.is_object() || !claims.is_object()) {
    return std::nullopt;
  }
  const auto text_of = [](const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
  };
  const SigningKey* key = call.keys.find(text_of(header, "kid"));
  if (key == nullptr || text_of(header, "alg") != key->alg() ||
      !key->verify(jws->input, jws->signature)) {
    return std::nullopt;
  }
  return text_of(claims, "aud");
}

/// The client that sends its user here, by ID token or by name; null if neither was sent.
Checked<const Client*> sending_client(const Call& call) {
  const std::string* id = call.parameter("client_id");
  std::string name = id == nullptr ? "" : *id;
  if (const std::string* hint = call.parameter("id_token_hint")) {
    const auto audience = audience_of_hint(call, *hint);
    if (!audience) {
      return invalid_request("could not validate id_token_hint");
    }
    if (id != nullptr && *id != *audience) {
      return invalid_request("client_id does not match the provided id_token_hint");
    }
    name = *audience;
  }
  const Client* client = call.config.client(name);
  if (client == nullptr && !name.empty()) {
    return Refusal{.error = "invalid_client", .description = "client is invalid"};
  }
  return client;
}

bool may_go_to(const Call& call, const Client* client, const std::string& uri) {
  if (client == nullptr) {
    return false;
  }
  return !call.config.wants(Check::redirect_uri) ||
         is_registered(client->post_logout_redirect_uris, uri);
}

}  // namespace

http::Reply end_session(const Call& call) {
  const Checked<const Client*> client = sending_client(call);
  if (const auto* refusal = std::get_if<Refusal>(&client)) {
    return refusal_page(call.request, *refusal);
  }
  LogoutRequest request;
  if (const std::string* uri = call.parameter("post_logout_redirect_uri")) {
    if (!may_go_to(call, *std::get_if<const Client*>(&client), *uri)) {
      return refusal_page(call.request, invalid_request("post_logout_redirect_uri not registered"));
    }
    const std::string* state = call.parameter("state");
    request = {.redirect_uri = *uri, .state = state == nullptr ? "" : *state};
  }
  const std::string id = random_id(16);
  call.store.logouts.put(id, request, call.now + call.config.lifetimes.interaction, call.now);
  return page(200,
              "Log out",
              fmt::format("<form method=\"post\" action=\"{}\">\n"
                          "<input type=\"hidden\" name=\"id\" value=\"{}\">\n"
                          "<button name=\"logout\" value=\"yes\">Log out</button>\n"
                          "<button name=\"logout\" value=\"no\">Stay</button>\n</form>\n",
                          escape_xml_attribute(call.issuer + "/session/end/confirm"),
                          id));
}

http::Reply confirm_end_session(const Call& call) {
  const std::string* id = call.parameter("id");
  const LogoutRequest* found = id == nullptr ? nullptr : call.store.logouts.find(*id, call.now);
  if (found == nullptr) {
    return refusal_page(call.request, invalid_request("could not find logout details"));
  }
  const LogoutRequest request = *found;
  call.store.logouts.erase(*id);
  const std::string* answer = call.parameter("logout");
  if (answer == nullptr || *answer != "no") {
    end_session_of(call);
  }
  if (request.redirect_uri.empty()) {
    return page(200, "Logged out", "<p>You are logged out.</p>\n");
  }
  http::FormPairs parameters;
  if (!request.state.empty()) {
    parameters.emplace_back("state", request.state);
  }
  return redirect(request.redirect_uri, parameters);
}

}  // namespace firedrill::auth
