#include "mock_services/auth_provider/rules.hpp"

#include <algorithm>
#include <iterator>

namespace firedrill::auth {
namespace {

using Names = std::vector<std::string>;

/// The union over the accepted contracts; one that says nothing allows everything.
Names allowed(const std::vector<const ProviderContract*>& accepted,
              Names Contract::*rule,
              const Names& all) {
  Names out;
  for (const ProviderContract* one : accepted) {
    const Names& names = one->contract.*rule;
    if (names.empty()) {
      return all;
    }
    std::copy_if(names.begin(), names.end(), std::back_inserter(out), [&](const auto& name) {
      return std::find(out.begin(), out.end(), name) == out.end();
    });
  }
  return out;
}

std::vector<const ProviderContract*> find_all(const Config& config, const Names& accepts) {
  std::vector<const ProviderContract*> found;
  for (const std::string& name : accepts) {
    if (const auto entry = config.contracts.find(name); entry != config.contracts.end()) {
      found.push_back(&entry->second);
    }
  }
  return found;
}

}  // namespace

const std::vector<std::string>& all_grants() {
  static const std::vector<std::string> grants = {"client_credentials",
                                                  "authorization_code",
                                                  "refresh_token",
                                                  "urn:ietf:params:oauth:grant-type:device_code"};
  return grants;
}

Rules rules_of(const Config& config, const std::vector<std::string>& accepts) {
  const Names methods = {"client_secret_basic", "client_secret_post", "private_key_jwt", "none"};
  Rules rules{.token_auth = methods,
              .grants = all_grants(),
              .scopes = config.scopes,
              .signing_algs = config.signing_algs,
              .access_token = config.access_token,
              .userinfo_wants_openid = config.wants(Check::userinfo_scope)};
  const std::vector<const ProviderContract*> accepted = find_all(config, accepts);
  if (!accepted.empty()) {
    rules.pkce = allowed(accepted, &Contract::pkce, {pkce_words.begin(), pkce_words.end()});
  }
  if (!config.wants(Check::pkce)) {
    rules.pkce.emplace_back("none");
  }
  if (accepted.empty()) {
    if (!config.contracts.empty()) {  // a provider that accepts nothing knows no client
      rules.token_auth.clear();
    }
    return rules;
  }
  rules.token_auth = allowed(accepted, &Contract::token_auth, methods);
  rules.grants = allowed(accepted, &Contract::grants, all_grants());
  rules.scopes = allowed(accepted, &Contract::scopes, config.scopes);
  const ProviderContract& first = *accepted.front();
  if (!first.contract.signing_algs.empty()) {
    rules.signing_algs = first.contract.signing_algs;
  }
  if (!first.contract.token_formats.empty()) {
    rules.access_token =
        first.contract.token_formats.front() == "jwt" ? TokenFormat::jwt : TokenFormat::opaque;
  }
  rules.access_token_type = first.access_token_type;
  rules.audience_is_array = first.audience_is_array;
  rules.userinfo_wants_openid =
      rules.userinfo_wants_openid &&
      std::all_of(accepted.begin(), accepted.end(), [](const ProviderContract* one) {
        return one->userinfo_wants_openid;
      });
  return rules;
}

std::optional<WireError> mismatch(const Config& config,
                                  const std::vector<std::string>& accepts,
                                  const SpokenContract& spoken) {
  const auto client = config.contracts.find(std::string(spoken.name));
  if (client == config.contracts.end()) {
    return std::nullopt;
  }
  std::vector<const Contract*> accepted;
  for (const ProviderContract* one : find_all(config, accepts)) {
    accepted.push_back(&one->contract);
  }
  const Contract& contract = client->second.contract;
  return spoken.grant.empty() ? authorization_refusal(contract, accepted)
                              : incompatibility(token_part(contract, spoken.grant), accepted);
}

}  // namespace firedrill::auth
