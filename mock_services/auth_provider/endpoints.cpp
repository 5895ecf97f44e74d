#include "mock_services/auth_provider/endpoints.hpp"

#include <algorithm>
#include <array>

namespace firedrill::auth {
namespace {

constexpr std::array<Endpoint, 14> all_endpoints{{
    {"discovery", "/.well-known/openid-configuration", true, false, discovery},
    {"discovery", "/.well-known/oauth-authorization-server", true, false, discovery},
    {"jwks", "/jwks", true, false, jwks},
    {"authorize", "/auth", true, true, authorize},
    {"login", "/interaction/", true, true, interaction},
    {"token", "/token", false, true, token},
    {"introspect", "/token/introspection", false, true, introspect},
    {"revoke", "/token/revocation", false, true, revoke},
    {"userinfo", "/me", true, true, userinfo},
    {"par", "/request", false, true, push_request},
    {"device", "/device/auth", false, true, authorize_device},
    {"verify", "/device", true, true, verify_device},
    {"end_session", "/session/end", true, true, end_session},
    {"end_session", "/session/end/confirm", false, true, confirm_end_session},
}};

}  // namespace

std::span<const Endpoint> endpoints() {
  return all_endpoints;
}

std::vector<std::string_view> endpoint_names() {
  std::vector<std::string_view> names;
  for (const Endpoint& endpoint : all_endpoints) {
    if (std::find(names.begin(), names.end(), endpoint.name) == names.end()) {
      names.push_back(endpoint.name);
    }
  }
  return names;
}

}  // namespace firedrill::auth
