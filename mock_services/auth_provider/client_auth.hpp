#pragma once

#include <string>

#include "mock_services/auth_provider/call.hpp"

namespace firedrill::auth {

/// Who calls, proven by one of the four methods (RFC 6749, 2.3; OpenID Connect Core, 9). The client
/// belongs to the configuration. A used assertion is remembered.
Checked<const Client*> authenticate(const Call& call);

/// Who a request says it comes from, unproven: Basic's user, or the parameter client_id. For faults
/// that strike one client.
std::string claimed_client(const http::Request& request, const http::FormPairs& form);

}  // namespace firedrill::auth
