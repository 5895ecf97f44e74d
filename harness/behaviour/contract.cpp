#include "harness/behaviour/contract.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace firedrill {
namespace {

using Names = std::vector<std::string>;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool meet(const Names& client, const Names& provider) {
  return std::any_of(client.begin(), client.end(), [&](const std::string& name) {
    return contains(provider, name);
  });
}

bool all_granted(const Names& client, const Names& provider) {
  return std::all_of(client.begin(), client.end(), [&](const std::string& name) {
    return contains(provider, name);
  });
}

struct Rule {
  Names Contract::*names = nullptr;
  bool (*agree)(const Names& client, const Names& provider) = nullptr;
  WireError error = {};
};

constexpr std::string_view wrong_client = "client authentication failed";
constexpr std::string_view wrong_token = "invalid token provided";

/// In the order in which a call meets them.
constexpr std::array<Rule, 7> rules{{
    {&Contract::tls, meet, {0, "handshake_failure", "TLS handshake refused", "tls"}},
    {&Contract::pkce,
     meet,
     {303,
      "invalid_request",
      "Authorization Server policy requires PKCE to be used for this request",
      "pkce"}},
    {&Contract::token_auth, meet, {401, "invalid_client", wrong_client, "token_auth"}},
    {&Contract::grants,
     meet,
     {400, "unsupported_grant_type", "unsupported grant_type requested", "grants"}},
    {&Contract::scopes,
     all_granted,
     {400, "invalid_scope", "requested scope is not allowed", "scopes"}},
    {&Contract::signing_algs, meet, {401, "invalid_token", wrong_token, "signing_algs"}},
    {&Contract::token_formats, meet, {401, "invalid_token", wrong_token, "token_formats"}},
}};

/// How many rules a call passes; all of them: it works.
std::size_t rules_passed(const Contract& client, const Contract& provider) {
  const auto failing = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) {
    const Names& sent = client.*rule.names;
    const Names& taken = provider.*rule.names;
    return !sent.empty() && !taken.empty() && !rule.agree(sent, taken);
  });
  return static_cast<std::size_t>(failing - rules.begin());
}

}  // namespace

std::optional<WireError> incompatibility(const Contract& client,
                                         std::span<const Contract* const> accepted) {
  if (accepted.empty()) {
    return WireError{401, "invalid_client", wrong_client, "accepts"};
  }
  std::size_t furthest = 0;
  for (const Contract* contract : accepted) {
    const bool by_name = contract->name == client.name;
    furthest = std::max(furthest, by_name ? rules.size() : rules_passed(client, *contract));
  }
  if (furthest == rules.size()) {
    return std::nullopt;
  }
  return rules.at(furthest).error;
}

Contract token_part(const Contract& spoken, std::string_view grant) {
  Contract part = spoken;
  part.pkce.clear();
  if (contains(part.grants, std::string(grant))) {
    part.grants = {std::string(grant)};
  }
  if (grant == "authorization_code") {
    part.scopes.clear();
  }
  return part;
}

Contract authorization_part(const Contract& spoken) {
  return {.name = spoken.name, .scopes = spoken.scopes, .tls = spoken.tls, .pkce = spoken.pkce};
}

std::optional<WireError> authorization_refusal(const Contract& spoken,
                                               std::span<const Contract* const> accepted) {
  constexpr int see_other = 303;
  std::optional<WireError> error = incompatibility(authorization_part(spoken), accepted);
  if (error && error->status != 0) {
    error->status = accepted.empty() ? 400 : see_other;
  }
  return error;
}

}  // namespace firedrill
