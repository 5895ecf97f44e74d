#pragma once

#include <optional>
#include <string>
#include <variant>

#include "mock_services/auth_provider/call.hpp"

namespace firedrill::auth {

/// A mistake in an authorization request. Until client and redirect URI are known to be right, it
/// is shown to the person; afterwards it goes to the client by redirect (RFC 6749, 4.1.2.1).
struct AuthorizationError {
  Refusal refusal;
  bool to_client = false;
};

/// Checks the parameters; the interaction that they ask for. `pushed` ones came by PAR.
std::variant<Interaction, AuthorizationError> check_authorization(
    const Call& call, const http::FormPairs& parameters);

/// Sends the browser back to the client, by redirect or form, with `iss` and `state` (RFC 9207).
http::Reply answer_client(const Call& call,
                          const http::FormPairs& request,
                          http::FormPairs parameters);

/// Makes the grant and its code and sends the browser back.
http::Reply finish(const Call& call, const Interaction& interaction, const Session& session);

/// Who is logged in in this browser; null if nobody is.
const Session* session_of(const Call& call);

/// A new session for this login, and the header that keeps it.
Session start_session(const Call& call, const std::string& login, http::Headers& headers);

void end_session_of(const Call& call);

/// Checks a login form's fields; nullopt if they are right, else what to say.
std::optional<std::string> check_login(const Call& call);

/// The fields `login` and `password`, and above them what was wrong, if anything.
std::string login_fields(const std::string& mistake);

/// Whether a client may be sent to a URI: it is registered, or is a registered one on loopback with
/// another port (RFC 8252, 7.3).
bool is_registered(const std::vector<std::string>& registered, const std::string& uri);

}  // namespace firedrill::auth
