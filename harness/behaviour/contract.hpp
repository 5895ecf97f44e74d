#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  /// Of log-ins (RFC 7636): a word of pkce_words each. A client sends the first, and S256 if its
  /// contract says nothing.
  std::vector<std::string> pkce = {};

  bool operator==(const Contract&) const = default;

  /// Whether a client that speaks it logs users in with a code_challenge.
  bool sends_challenge() const { return pkce.empty() || pkce.front() != "none"; }
};

/// What an authorization request may have for PKCE: no code_challenge, or which method's.
inline constexpr std::array<std::string_view, 3> pkce_words{"none", "plain", "S256"};

/// A rule of a contract: its key in files, and its list.
struct ContractRule {
  std::string_view key;
  std::vector<std::string> Contract::*list;
};

inline constexpr std::array<ContractRule, 7> contract_rules{{
    {"token_auth", &Contract::token_auth},
    {"grants", &Contract::grants},
    {"signing_algs", &Contract::signing_algs},
    {"token_formats", &Contract::token_formats},
    {"scopes", &Contract::scopes},
    {"tls", &Contract::tls},
    {"pkce", &Contract::pkce},
}};

/// What a client sees on the wire when it speaks a contract that the provider does not take.
/// Source: statuses, codes and descriptions as oidc-provider sends them (RFC 6749 section 5.2,
/// RFC 6750 section 3.1).
struct WireError {
  int status = 0;          ///< HTTP status; 0: the TLS handshake is refused, there is no answer
  std::string_view error;  ///< OAuth error code; "handshake_failure" for TLS (RFC 8446)
  std::string_view description;
  std::string_view rule;  ///< the key of the failing rule: "token_auth", "accepts", ...
};

/// Nullopt when a call works: the provider accepts the client's contract by name, or one that it
/// accepts agrees with the client's in every rule. Rules agree when either list is empty or they
/// have an entry in common; scopes when all that the client asks for are granted.
///
/// Otherwise the error of the failing rule. Rules are met in the order of real calls: tls, pkce,
/// token_auth, grants, scopes, then the token itself, signing_algs and token_formats. With several
/// accepted contracts the call fails where the one that gets furthest fails (the first, on a tie).
/// A provider that accepts nothing knows no client: rule "accepts".
std::optional<WireError> incompatibility(const Contract& client,
                                         std::span<const Contract* const> accepted);

/// The rules that a token request of this grant type meets: of the grants that a client may use it
/// uses that one, and a code says already which scopes and which challenge it is for.
Contract token_part(const Contract& spoken, std::string_view grant);

/// The rules that an authorization request meets.
Contract authorization_part(const Contract& spoken);

/// What a client gets that sends a user to be logged in: as incompatibility() of its
/// authorization_part(), but told by a redirect (RFC 6749, 4.1.2.1), unless nobody knows the client
/// or there is no connection.
std::optional<WireError> authorization_refusal(const Contract& spoken,
                                               std::span<const Contract* const> accepted);

}  // namespace firedrill
