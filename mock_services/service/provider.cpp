#include "mock_services/service/provider.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/provider.hpp"
#include "mock_services/service/call_answer.hpp"

namespace firedrill::mock {
namespace {

/// How a client of the contracts that a provider accepts proves who it is.
auth::AuthMethod method_of(const Behaviour& provider) {
  for (const Contract& contract : provider.contracts) {
    const bool accepted =
        std::find(provider.accepts.begin(), provider.accepts.end(), contract.name) !=
        provider.accepts.end();
    if (accepted && !contract.token_auth.empty()) {
      const std::string& name = contract.token_auth.front();
      return name == "client_secret_post" ? auth::AuthMethod::client_secret_post
                                          : auth::AuthMethod::client_secret_basic;
    }
  }
  return auth::AuthMethod::client_secret_basic;
}

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

auth::Config config_of(const Scenario& scenario, const ServiceSettings& settings) {
  auth::Config config;
  const Behaviour& behaviour = settings.behaviour;
  for (const std::string& user : users_of(scenario, settings.name)) {
    config.clients.push_back(
        {.id = user, .secret = settings.client.secret, .auth = method_of(behaviour)});
  }
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
  return config;
}

}  // namespace

void answer_as_provider(const Scenario& scenario,
                        const std::string& url,
                        ServiceSettings& settings) {
  const auto service = std::find_if(scenario.services.begin(),
                                    scenario.services.end(),
                                    [&](const Service& one) { return one.name == settings.name; });
  if (service == scenario.services.end() || service->kind != ServiceKind::auth_provider) {
    return;
  }
  auth::Config config = config_of(scenario, settings);
  auth::KeyRing keys = auth::KeyRing::generate(config.signing_algs);
  const auto provider = std::make_shared<auth::Provider>(std::move(config), url, std::move(keys));
  settings.answer = [provider, cause = settings.version_cause](const http::Request& request) {
    http::Answer answer = provider->handle(request, std::chrono::system_clock::now());
    auto* reply = std::get_if<http::Reply>(&answer.delivery);
    if (reply != nullptr && reply->status >= 400 && cause != EventId::none) {
      reply->headers.set(cause_header, std::to_string(static_cast<std::uint32_t>(cause)));
    }
    return answer;
  };
}

}  // namespace firedrill::mock
