#include "mock_services/service/provider.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/core/result.hpp"
#include "harness/scenario/find.hpp"
#include "harness/scenario/own_parts.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/provider.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/http/credentials.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/changed_answer.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {
namespace {

std::set<std::string> users_of(const Scenario& scenario, const std::string& provider) {
  std::set<std::string> users;
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      for (const AuthUse& use : version.behaviour.auth) {
        if (use.call.service == provider) {
          users.insert(service.name);
        }
      }
    }
  }
  return users;
}

bool is_own_program(const Scenario& scenario, std::string_view name) {
  const Service* service = find_service(scenario, name);
  return service != nullptr && own_program(*service, service->version) != nullptr;
}

auth::Config config_of(const Scenario& scenario, const ServiceSettings& settings) {
  auth::Config config;
  const Behaviour& behaviour = settings.behaviour;
  for (const std::string& user : users_of(scenario, settings.name)) {
    const auth::SigningKey key = client_key({.id = user, .secret = settings.client.secret});
    config.clients.push_back(
        {.id = user,
         .secret = is_own_program(scenario, user) ? own_client_secret(settings.client.secret, user)
                                                  : settings.client.secret,
         .also = {auth::AuthMethod::client_secret_post, auth::AuthMethod::private_key_jwt},
         .keys = auth::KeySet(R"({"keys": [)" + key.public_jwk() + "]}")});
  }
  // A retry sends the same assertion or code again, to a replica that has seen it or not.
  config.relaxed = {auth::Check::assertion_reuse, auth::Check::redirect_uri};
  config.code_secret = settings.client.secret;
  config.logged_in = "user";
  config.account_tokens = refresh_token_text;
  // Whatever any version defines: a client may speak what this one does not know.
  for (const ProviderContract& one : settings.contracts) {
    if (one.provider == settings.name) {
      config.contracts[one.contract.name] = {.contract = one.contract};
      for (const std::string& scope : one.contract.scopes) {
        config.scopes.push_back(scope);
      }
    }
  }
  config.accepts = behaviour.accepts;
  config.signing_algs = {"ES256"};  // keys in no time
  const double wall_s =
      std::chrono::duration<double>(behaviour.token_lifetime).count() / settings.speed;
  config.lifetimes.client_credentials =
      std::chrono::seconds{std::max<std::int64_t>(1, static_cast<std::int64_t>(wall_s))};
  config.lifetimes.access_token = config.lifetimes.client_credentials;
  return config;
}

auth::KeyRing key_ring(const ServiceSettings& settings, const KeyGenerations& keys) {
  constexpr std::uint32_t most = auth::KeyRing::most_retired;
  std::vector<auth::SigningKey> published;
  const std::uint32_t first = std::max(keys.oldest, keys.newest - std::min(keys.newest, most));
  for (std::uint32_t number = first; number <= keys.newest; ++number) {
    published.push_back(signing_key(settings.client.secret, settings.name, number));
  }
  return auth::KeyRing::of(std::move(published));
}

/// A provider as one replica of a service.
class ProviderReplica {
 public:
  ProviderReplica(auth::Config config, const ServiceSettings& settings)
      : ProviderReplica(std::move(config), settings, key_ring(settings, settings.keys)) {}

  http::Answer answer(const http::Request& request) {
    if (request.method == "POST" && request.path == "/__firedrill/signing_keys") {
      return rotate(request);
    }
    http::Answer answer = provider_.handle(request, std::chrono::system_clock::now());
    if (auto* reply = std::get_if<http::Reply>(&answer.delivery)) {
      tell_of_user(request, *reply);
      sign(request, *reply);
    }
    return answer;
  }

 private:
  ProviderReplica(auth::Config config, const ServiceSettings& settings, const auth::KeyRing& ring)
      : settings_(settings),
        provider_(std::move(config), issuer_of(settings, settings.name), ring),
        published_(ring.jwks()) {}

  http::Reply rotate(const http::Request& request) {
    http::JsonBody body(request);
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a rotation", body.diagnostics());
      const KeyGenerations keys = read_key_generations(reader);
      if (!reader.has("newest_key")) {
        reader.error("", "a rotation needs the key \"newest_key\"");
      }
      reader.finish();
      if (!body.diagnostics().has_errors()) {
        settings_.keys = keys;
        const auth::KeyRing ring = key_ring(settings_, keys);
        published_ = auth::KeySet(ring.jwks());
        provider_.use_keys(ring);
      }
    }
    return http::admin_refusal(body).value_or(http::json_reply(200, "{}\n"));
  }

  /// Users' tokens are signed by whoever has the keys (live::UserTokens), so that the provider has
  /// none of them in its store.
  void tell_of_user(const http::Request& request, http::Reply& reply) const {
    const AuthEndpoint endpoint = endpoint_of(request);
    if (endpoint == AuthEndpoint::introspection && reply.status == 200) {
      const Result<http::FormPairs> form = http::parse_form(request.body);
      const std::string* token = form ? http::find(*form, "token") : nullptr;
      http::Headers headers = request.headers;
      headers.set("authorization", "Bearer " + (token == nullptr ? "" : *token));
      if (is_of_user(headers)) {
        reply.body = R"({"active": true, "sub": "user", "token_type": "Bearer"})";
      }
    } else if (endpoint == AuthEndpoint::userinfo && reply.status == 401 &&
               is_of_user(request.headers)) {
      reply = http::json_reply(200, R"({"sub": "user"})");
    }
  }

  /// Whether one of the published keys has signed the token, and it has not expired: never by the
  /// clock that has given it its times.
  bool is_of_user(const http::Headers& headers) const {
    const std::optional<UserToken> token = user_token_of(headers);
    const auto expires = token ? genuine_until(*token, published_) : std::nullopt;
    return expires && (token->has_wrong_times() || Clock::unix_s() < *expires);
  }

  /// What was changed here that may shut a client out.
  void sign(const http::Request& request, http::Reply& reply) const {
    const auto set = [&](std::string_view header, EventId event) {
      if (event != EventId::none) {
        reply.headers.set(header, std::to_string(static_cast<std::uint32_t>(event)));
      }
    };
    const AuthEndpoint endpoint = endpoint_of(request);
    const bool is_refusal =
        endpoint == AuthEndpoint::authorize ? code_in(reply).empty() : reply.status >= 400;
    if (is_refusal && endpoint != AuthEndpoint::userinfo) {
      set(cause_header, settings_.version_cause);
    }
    if (request.path == "/jwks") {
      set(keys_cause_header, settings_.keys.cause);
    }
  }

  ServiceSettings settings_;
  auth::Provider provider_;
  auth::KeySet published_;
};

}  // namespace

auth::SigningKey signing_key(const std::string& secret,
                             const std::string& provider,
                             std::uint32_t generation) {
  return auth::SigningKey::derive(secret, fmt::format("{}-{}", provider, generation + 1));
}

std::string own_client_secret(const std::string& secret, const std::string& client) {
  return http::encode_base64url(auth::sha256(fmt::format("{} of the client {}", secret, client)));
}

auth::SigningKey client_key(const ClientIdentity& client) {
  return auth::SigningKey::derive(client.secret, "client " + client.id);
}

std::string issuer_of(const ServiceSettings& settings, const std::string& provider) {
  const auto found = settings.addresses.find(provider);
  return found == settings.addresses.end() || found->second.empty() ? ""
                                                                    : to_url(found->second.front());
}

void answer_as_provider(const Scenario& scenario, ServiceSettings& settings) {
  const auto service = std::find_if(scenario.services.begin(),
                                    scenario.services.end(),
                                    [&](const Service& one) { return one.name == settings.name; });
  if (service == scenario.services.end() || service->kind != ServiceKind::auth_provider) {
    return;
  }
  const auto provider = std::make_shared<ProviderReplica>(config_of(scenario, settings), settings);
  settings.answer = [provider](const http::Request& request) { return provider->answer(request); };
}

}  // namespace firedrill::mock
