#pragma once

#include <span>
#include <string_view>

#include "mock_services/auth_provider/call.hpp"

namespace firedrill::auth {

/// One place of the provider: what `at` of a fault and the hit counters call it, where it is, which
/// methods it takes, and what answers. Paths are those of oidc-provider.
struct Endpoint {
  std::string_view name;
  std::string_view path;  ///< a prefix if it ends in "/"
  bool get = false;
  bool post = false;
  http::Reply (*handle)(const Call& call) = nullptr;
};

std::span<const Endpoint> endpoints();

/// Each name once.
std::vector<std::string_view> endpoint_names();

// Metadata (OpenID Connect Discovery 1.0; RFC 8414) and keys (RFC 7517).
http::Reply discovery(const Call& call);
http::Reply jwks(const Call& call);

// What clients call (RFC 6749, 7662, 7009, 9126, 8628; OpenID Connect Core, 5.3).
http::Reply token(const Call& call);
http::Reply introspect(const Call& call);
http::Reply revoke(const Call& call);
http::Reply userinfo(const Call& call);
http::Reply push_request(const Call& call);
http::Reply authorize_device(const Call& call);

// What people's browsers see (OpenID Connect Core, 3.1.2; RP-Initiated Logout 1.0).
http::Reply authorize(const Call& call);
http::Reply interaction(const Call& call);
http::Reply verify_device(const Call& call);
http::Reply end_session(const Call& call);
http::Reply confirm_end_session(const Call& call);

}  // namespace firedrill::auth
