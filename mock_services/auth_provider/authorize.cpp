#include "mock_services/auth_provider/authorize.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/text/decimal.hpp"
#include "harness/text/escape.hpp"
#include "mock_services/auth_provider/client_auth.hpp"
#include "mock_services/auth_provider/codes.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/tokens.hpp"

namespace firedrill::auth {
namespace {

using Pairs = http::FormPairs;

/// Its value; null if it is missing or empty.
const std::string* value_of(const Pairs& parameters, std::string_view name) {
  const std::string* value = http::find(parameters, name);
  return value == nullptr || value->empty() ? nullptr : value;
}

AuthorizationError to_person(std::string_view error, std::string description) {
  return {.refusal = {.error = std::string(error), .description = std::move(description)}};
}

AuthorizationError to_client(std::string_view error, std::string_view description) {
  return {.refusal = {.error = std::string(error), .description = std::string(description)},
          .to_client = true};
}

std::string missing(std::string_view name) {
  return fmt::format("missing required parameter '{}'", name);
}

bool may_redirect(const Call& call, const Client& client, const std::string& uri) {
  if (call.config.wants(Check::redirect_uri)) {
    return is_registered(client.redirect_uris, uri);
  }
  return (uri.starts_with("http://") || uri.starts_with("https://")) &&
         uri.find('#') == std::string::npos;
}

/// Client and redirect URI, which everything else depends on.
std::optional<AuthorizationError> check_client(const Call& call, const Pairs& parameters) {
  const std::string* id = value_of(parameters, "client_id");
  if (id == nullptr) {
    return to_person("invalid_request", missing("client_id"));
  }
  const Client* client = call.config.client(*id);
  if (client == nullptr) {
    return to_person("invalid_client", "client is invalid");
  }
  const std::string* uri = value_of(parameters, "redirect_uri");
  if (uri == nullptr) {
    return to_person("invalid_request", missing("redirect_uri"));
  }
  if (!may_redirect(call, *client, *uri)) {
    return to_person("invalid_redirect_uri",
                     "redirect_uri did not match any of the client's registered redirect_uris");
  }
  return std::nullopt;
}

/// RFC 7636, 4.3: a method that is not named is `plain`.
std::optional<AuthorizationError> check_pkce(const Call& call, const Pairs& parameters) {
  const std::string* challenge = value_of(parameters, "code_challenge");
  const std::string* method = value_of(parameters, "code_challenge_method");
  if (challenge == nullptr) {
    if (method != nullptr) {
      return to_client("invalid_request",
                       "code_challenge must be provided with code_challenge_method");
    }
    if (!contains(call.rules.pkce, "none")) {
      return to_client("invalid_request",
                       "Authorization Server policy requires PKCE to be used for this request");
    }
    return std::nullopt;
  }
  const std::string_view named = method == nullptr ? "plain" : std::string_view(*method);
  if (named == "none" || !contains(call.rules.pkce, named)) {
    return to_client("invalid_request", "not supported value of code_challenge_method");
  }
  constexpr std::size_t shortest = 43;  // and base64url of 32 bytes
  if (challenge->size() < shortest || (named == "S256" && challenge->size() > shortest)) {
    return to_client("invalid_request",
                     "code_challenge must be a string with a minimum length of 43 characters");
  }
  return std::nullopt;
}

std::optional<AuthorizationError> check_rest(const Call& call, const Pairs& parameters) {
  if (const auto twice = http::repeated(parameters);
      twice && call.config.wants(Check::duplicates)) {
    return to_client("invalid_request",
                     fmt::format("'{}' parameter must not be provided twice", *twice));
  }
  if (value_of(parameters, "request") != nullptr) {
    return to_client("request_not_supported", "request parameter provided but not supported");
  }
  const std::string* type = value_of(parameters, "response_type");
  if (type == nullptr) {
    return to_client("invalid_request", missing("response_type"));
  }
  if (*type != "code") {
    return to_client("unsupported_response_type", "unsupported response_type requested");
  }
  const std::string* mode = value_of(parameters, "response_mode");
  if (mode != nullptr && *mode != "query" && *mode != "form_post") {
    return to_client("unsupported_response_mode", "unsupported response_mode requested");
  }
  return check_pkce(call, parameters);
}

/// RFC 6749, 4.1.2.1.
http::Reply refusal_redirect(const Call& call, const Pairs& request, const Refusal& refusal) {
  http::Reply reply = answer_client(
      call, request, {{"error", refusal.error}, {"error_description", refusal.description}});
  add_contract_cause(call, refusal, reply);
  return reply;
}

/// OpenID Connect Core, 3.1.2.1: whether the login that is there will do.
bool must_log_in(const Call& call, const Interaction& interaction, const Session* session) {
  if (session == nullptr) {
    return true;
  }
  const std::string* prompt = value_of(interaction.parameters, "prompt");
  if (prompt != nullptr && prompt->find("login") != std::string::npos) {
    return true;
  }
  const std::string* text = value_of(interaction.parameters, "max_age");
  const auto max_age = text == nullptr ? std::nullopt : scaled(*text, 1);
  return max_age && call.now_s() - session->auth_time > *max_age;
}

/// The parameters themselves, or those that were pushed under the request_uri (RFC 9126, 4), which
/// is good for one use.
Checked<Pairs> effective_parameters(const Call& call) {
  const Pairs& own = call.parameters();
  const std::string* uri = value_of(own, "request_uri");
  if (uri == nullptr) {
    return own;
  }
  const PushedRequest* pushed = call.store.pushed.find(*uri, call.now);
  const std::string* id = value_of(own, "client_id");
  if (pushed == nullptr || id == nullptr || *id != pushed->client_id) {
    return Refusal{.error = "invalid_request_uri",
                   .description = "request_uri is invalid, expired, or was already used"};
  }
  Pairs parameters = pushed->parameters;
  call.store.pushed.erase(*uri);
  return parameters;
}

}  // namespace

std::variant<Interaction, AuthorizationError> check_authorization(const Call& call,
                                                                  const Pairs& parameters) {
  if (auto error = check_client(call, parameters)) {
    return *std::move(error);
  }
  if (call.shut_out) {
    return AuthorizationError{.refusal = refusal_of(*call.shut_out), .to_client = true};
  }
  if (auto error = check_rest(call, parameters)) {
    return *std::move(error);
  }
  Checked<Scopes> scopes = granted_scopes(call, value_of(parameters, "scope"));
  if (const auto* refusal = std::get_if<Refusal>(&scopes)) {
    return AuthorizationError{.refusal = *refusal, .to_client = true};
  }
  return Interaction{.client_id = *value_of(parameters, "client_id"),
                     .parameters = parameters,
                     .scopes = std::get<Scopes>(std::move(scopes))};
}

http::Reply answer_client(const Call& call, const Pairs& request, Pairs parameters) {
  if (const std::string* state = http::find(request, "state")) {
    parameters.emplace_back("state", *state);
  }
  parameters.emplace_back("iss", call.issuer);
  const std::string& uri = *value_of(request, "redirect_uri");
  const std::string* mode = value_of(request, "response_mode");
  if (mode == nullptr || *mode != "form_post") {
    return redirect(uri, parameters);
  }
  std::string form =
      fmt::format("<form method=\"post\" action=\"{}\">\n", escape_xml_attribute(uri));
  for (const auto& [name, value] : parameters) {
    form += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n",
                        escape_xml_attribute(name),
                        escape_xml_attribute(value));
  }
  return page(200,
              "Back to the application",
              form +
                  "<button>Continue</button>\n</form>\n"
                  "<script>document.forms[0].submit()</script>\n");
}

http::Reply finish(const Call& call, const Interaction& interaction, const Session& session) {
  const Pairs& parameters = interaction.parameters;
  const auto text_of = [&](std::string_view name) {
    const std::string* value = http::find(parameters, name);
    return value == nullptr ? "" : *value;
  };
  const Grant grant{.client_id = interaction.client_id,
                    .login = session.login,
                    .scopes = interaction.scopes,
                    .nonce = text_of("nonce"),
                    .auth_time = session.auth_time};
  const bool is_plain = text_of("code_challenge_method") != "S256";
  const Code code{.grant_id = random_id(16),
                  .client_id = interaction.client_id,
                  .redirect_uri = text_of("redirect_uri"),
                  .challenge = text_of("code_challenge"),
                  .is_plain = is_plain};
  return answer_client(call, parameters, {{"code", make_code(call, code, grant)}});
}

bool is_registered(const std::vector<std::string>& registered, const std::string& uri) {
  if (contains(registered, uri)) {
    return true;
  }
  constexpr std::array<std::string_view, 2> loopback = {"http://127.0.0.1", "http://[::1]"};
  const auto without_port = [](std::string_view text, std::string_view host) {
    std::string_view rest = text.substr(host.size());
    if (rest.starts_with(':')) {
      rest.remove_prefix(std::min(rest.find('/'), rest.size()));
    }
    return std::string(host).append(rest);
  };
  return std::any_of(loopback.begin(), loopback.end(), [&](std::string_view host) {
    return uri.starts_with(host) &&
           std::any_of(registered.begin(), registered.end(), [&](const std::string& one) {
             return one.starts_with(host) && without_port(one, host) == without_port(uri, host);
           });
  });
}

http::Reply authorize(const Call& call) {
  Checked<Pairs> effective = effective_parameters(call);
  if (const auto* refusal = std::get_if<Refusal>(&effective)) {
    return refusal_page(call.request, *refusal);
  }
  const Pairs parameters = std::get<Pairs>(std::move(effective));
  auto checked = check_authorization(call, parameters);
  if (const auto* error = std::get_if<AuthorizationError>(&checked)) {
    return error->to_client ? refusal_redirect(call, parameters, error->refusal)
                            : refusal_page(call.request, error->refusal);
  }
  const Interaction& asked = *std::get_if<Interaction>(&checked);
  const Session usual{.login = call.config.logged_in, .auth_time = call.now_s()};
  const Session* session = session_of(call);
  if (session == nullptr && !usual.login.empty()) {
    session = &usual;
  }
  if (!must_log_in(call, asked, session)) {
    return finish(call, asked, *session);
  }
  const std::string* prompt = value_of(parameters, "prompt");
  if (prompt != nullptr && *prompt == "none") {
    return answer_client(call,
                         parameters,
                         {{"error", "login_required"},
                          {"error_description", "End-User authentication is required"}});
  }
  const std::string id = random_id(16);
  call.store.interactions.put(id, asked, call.now + call.config.lifetimes.interaction, call.now);
  return redirect(call.issuer + "/interaction/" + id, {});
}

/// RFC 9126, 2: an authorization request ahead of time, checked as the real one.
http::Reply push_request(const Call& call) {
  const Checked<const Client*> client = authenticate(call);
  if (const auto* refusal = std::get_if<Refusal>(&client)) {
    return refusal_reply(call, *refusal);
  }
  if (call.parameter("request_uri") != nullptr) {
    return refusal_reply(call, invalid_request("`request_uri` parameter must not be used"));
  }
  const std::string& id = (*std::get_if<const Client*>(&client))->id;
  Pairs parameters = call.form;
  std::erase_if(parameters, [](const auto& pair) {
    return pair.first == "client_id" || pair.first.starts_with("client_assertion") ||
           pair.first == "client_secret";
  });
  parameters.emplace_back("client_id", id);
  const auto checked = check_authorization(call, parameters);
  if (const auto* error = std::get_if<AuthorizationError>(&checked)) {
    return refusal_reply(call, error->refusal);
  }
  const std::string uri = "urn:ietf:params:oauth:request_uri:" + random_id();
  const Duration lifetime = call.config.lifetimes.request_uri;
  call.store.pushed.put(
      uri, {.client_id = id, .parameters = std::move(parameters)}, call.now + lifetime, call.now);
  return fresh_json(201,
                    fmt::format(R"({{"expires_in":{},"request_uri":"{}"}})",
                                std::chrono::duration_cast<std::chrono::seconds>(lifetime).count(),
                                uri));
}

}  // namespace firedrill::auth
