#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/service.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/settings.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {

/// What the refresh tokens of services begin with; their number stands behind it.
inline constexpr std::string_view refresh_token_text = "refresh-";

/// What a service sends for machine tokens (RFC 6749, 4.4), to ask about users' (RFC 7662) and to
/// log users in (RFC 6749, 4.1; RFC 7636), as the contracts say that it speaks.
class TokenRequests {
 public:
  /// The settings must outlive it.
  explicit TokenRequests(const ServiceSettings& settings) : settings_(settings) {}

  /// `refresh_token` counts where the use is to refresh tokens.
  http::Request make(const AuthUse& use, const std::string& refresh_token = {});
  http::Request introspection(const AuthUse& use, const UserToken& token);

  /// Of a new log-in; "": a client of this contract sends no challenge.
  std::string code_verifier(const AuthUse& use) const;
  /// What a user's browser is sent to the provider with.
  http::Request authorization(const AuthUse& use, const std::string& verifier) const;
  /// For the tokens of the user who came back with this code.
  http::Request redemption(const AuthUse& use,
                           const std::string& code,
                           const std::string& verifier);

 private:
  const Contract* contract_of(const AuthUse& use) const;
  http::Request authenticated(std::string path, http::FormPairs form, const AuthUse& use);
  std::string assertion(const std::string& provider);

  const ServiceSettings& settings_;
  std::optional<auth::SigningKey> key_ = {};  ///< once a contract has wanted it: deriving is slow
};

/// GET of the provider's published keys.
http::Request key_set_request(const ServiceSettings& settings);

/// GET of whose a token is (OpenID Connect Core, 5.3.1).
http::Request userinfo_request(const ServiceSettings& settings, const UserToken& token);

/// The code with which an answer sends a user back to the client (RFC 6749, 4.1.2); "": it does
/// not.
std::string code_in(const http::Reply& reply);

/// Whether the answer to an introspection says that the token is active (RFC 7662, 2.2).
bool says_active(const std::string& body);

/// How the metric auth_requests_total spells an answer: "ok", the OAuth error code, an HTTP status,
/// "timeout", "refused", "reset" and the like.
std::string auth_result(const CallAnswer& answer);

}  // namespace firedrill::mock
