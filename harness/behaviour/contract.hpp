#pragma once

#include <optional>
#include <string>
#include <vector>

namespace firedrill {

/// One version of the interface between an auth provider and its clients: what a client that speaks
/// it sends, and what a provider that accepts it takes. Rules whose lists are empty say nothing.
struct Contract {
  std::string name;
  std::vector<std::string> token_auth =
      {};                                ///< client_secret_basic, private_key_jwt, ... (RFC 7591)
  std::vector<std::string> grants = {};  ///< client_credentials, ...
  std::vector<std::string> signing_algs = {};   ///< RS256, ES256, ...
  std::vector<std::string> token_formats = {};  ///< jwt, opaque
  std::vector<std::string> scopes = {};         ///< asked for by a client; granted by a provider
  std::vector<std::string> tls = {};            ///< protocol versions, "1.2", "1.3"
};

}  // namespace firedrill
