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
  bool pkce_required = true;
  bool userinfo_wants_openid = true;
};

/// Every grant type that there is.
const std::vector<std::string>& all_grants();

/// A request may do what any accepted contract allows; tokens look as the first one says. Without
/// contracts the configuration alone decides.
Rules rules_of(const Config& config, const std::vector<std::string>& accepts);

/// What a client that says it speaks the contract `name` gets; nullopt when that works, and for
/// names that nobody knows.
std::optional<WireError> mismatch(const Config& config,
                                  const std::vector<std::string>& accepts,
                                  std::string_view name);

}  // namespace firedrill::auth
