#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "mock_services/auth_provider/provider.hpp"

namespace firedrill::tests {

/// A provider under test: its clock stands where the test puts it, and no socket is near. The
/// signing keys are made once for all tests.
class AuthDesk {
 public:
  static constexpr const char* issuer = "http://127.0.0.1:9000";

  /// From the text of a configuration, which has to be right; {} is completed as a file would be.
  explicit AuthDesk(std::string_view config = "{}");

  /// 2024-01-01 at first.
  auth::WallTime now = auth::WallTime(std::chrono::seconds(1704067200));

  http::Answer ask(http::Request request);

  /// The answer has to be a reply.
  http::Reply get(const std::string& target, const http::Headers& headers = {});
  http::Reply post(const std::string& target,
                   const http::FormPairs& form,
                   const http::Headers& headers = {});

  /// An admin call with a JSON body.
  http::Reply admin(const std::string& method, const std::string& path, std::string_view body = "");

  /// Logs a person in and returns where the client is sent to.
  std::string log_in(const http::FormPairs& parameters, const std::string& login = "anna");

  /// An authorization request of the client `web` that is right in all parts; the parameters in
  /// `changed` replace or add, those with the value "-" are left out.
  static http::FormPairs authorization(const http::FormPairs& changed = {});

  /// A code for it.
  std::string code(const http::FormPairs& changed = {});

  /// The reply to the exchange of a code by the client `web`.
  http::Reply exchange(const std::string& code, const http::FormPairs& changed = {});

 private:
  auth::Provider provider_;
};

/// A configuration with the confidential client `web`, the public `app` and others.
extern const char* const auth_desk_config;

/// The form that asks for a token of the client's own.
extern const http::FormPairs client_credentials;

/// "Basic ..." of an id and a secret, both form-encoded first.
http::Headers basic(std::string_view id, std::string_view secret);
http::Headers bearer(const std::string& token);

/// A reply's body. The test fails if it is no JSON.
nlohmann::json json_of(const http::Reply& reply);

/// A member of a reply's body that is a text.
std::string text_in(const http::Reply& reply, const char* name);

/// "error: error_description" of a reply.
std::string error_of(const http::Reply& reply);

/// A parameter of a URI's query; "" if it has none.
std::string parameter_of(const std::string& uri, std::string_view name);

/// The claims, or with 0 the header, of a JWT.
nlohmann::json part_of_jwt(const std::string& token, int part = 1);

/// The PKCE verifier of authorization().
inline constexpr const char* pkce_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What error_of() says of a code or refresh token that is worth nothing.
inline constexpr const char* wrong_grant = "invalid_grant: grant request is invalid";

}  // namespace firedrill::tests
