#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/mutation.hpp"

namespace firedrill::auth {

/// A JWS in its compact form (RFC 7515, 3.1), taken apart, nothing checked.
struct Jws {
  std::string header;  ///< JSON, as sent
  std::string claims;
  std::string input;  ///< that is signed
  std::string signature;
};

/// Empty if it has not three base64url parts.
std::optional<Jws> parse_jws(std::string_view token);

/// Signs `claims` (a JSON object). `type` is the header `typ`, "" none. The mutations, in order,
/// change header and claims before and the signature after; what they make wrong is wrong on
/// purpose.
std::string make_jws(const SigningKey& key,
                     std::string_view type,
                     const std::string& claims,
                     const std::vector<MutateJwt>& mutations);

}  // namespace firedrill::auth
