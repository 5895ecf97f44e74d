#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/contract.hpp"
#include "mock_services/auth_provider/config.hpp"

namespace firedrill::auth {

/// What holds at the moment: the configuration under the contracts that are accepted now.
struct Rules {
  std::vector<std::string> token_auth;  ///< methods of client authentication
  std::vector<std::string> grants;
  std::vector<std::string> scopes;
  std::vector<std::string> signing_algs;  ///< the first is the default
  TokenFormat access_token = TokenFormat::opaque;
  std::string access_token_type = "at+jwt";
  bool audience_is_array = false;
  std::vector<std::string> pkce = {"S256"};  ///< what an authorization request may have
  bool userinfo_wants_openid = true;
};

/// Every grant type that there is.
const std::vector<std::string>& all_grants();

/// A request may do what any accepted contract allows; tokens look as the first one says. Without
/// contracts the configuration alone decides.
Rules rules_of(const Config& config, const std::vector<std::string>& accepts);

/// A client that says which contract it speaks, and what it asks for: a token by a grant, or ""
/// for a user to be logged in.
struct SpokenContract {
  std::string_view name;
  std::string_view grant;
};

/// What such a client gets; nullopt when that works, and for names that nobody knows.
std::optional<WireError> mismatch(const Config& config,
                                  const std::vector<std::string>& accepts,
                                  const SpokenContract& spoken);

}  // namespace firedrill::auth
