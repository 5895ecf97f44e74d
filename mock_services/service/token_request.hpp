#pragma once

#include <string>

#include "harness/scenario/service.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// What a service sends for a machine token (RFC 6749, 4.4), as the contract says that it speaks.
http::Request token_request(const ServiceSettings& settings, const AuthUse& use);

/// GET of the provider's published keys.
http::Request key_set_request(const ServiceSettings& settings);

/// How the metric auth_requests_total spells an answer: "ok", the OAuth error code, an HTTP status,
/// "timeout" or "refused".
std::string auth_result(const CallAnswer& answer);

}  // namespace firedrill::mock
