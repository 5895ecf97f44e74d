#pragma once

#include "mock_services/http/message.hpp"
#include "mock_services/service/fault_set.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// Says who calls, in the headers by which firedrill's own processes speak to each other.
void name_caller(http::Headers& headers, const ServiceSettings& settings);

/// What the headers of a request say of its caller, and of the client's request that it is part of:
/// whatever is missing, or no such thing, is unknown. It must outlive what is returned. The
/// endpoint is nobody's to say.
FaultedRequest faulted_request(const http::Request& request);

}  // namespace firedrill::mock
