#pragma once

#include <optional>

#include "mock_services/http/message.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// What the harness, or a test, steers a mock service with. Replies are JSON.
///
///   POST /__firedrill/faults        {"id": "slow", "fault": "latency", "by": "2s"}: a fault and
///                                   its keys as in a scenario, or the id alone of one that the
///                                   service was started with; "cause": an event's number. 409: in
///                                   effect.
///   DELETE /__firedrill/faults/ID   ends it, {"injected": N}; 404: it is not in effect
///   GET /__firedrill/faults         [{"id", "active", "injected"}]
///   POST /__firedrill/purge         {"cache": "tokens" | "keys" | "all"}
///   POST /__firedrill/reset         ends all faults, forgets their counts, empties the caches
///
/// Mistakes are 400 with {"error": "..."}. Nullopt: it has no such place.
std::optional<http::Reply> administer(const http::Request& request,
                                      const ServiceSettings& settings,
                                      Replica& replica);

}  // namespace firedrill::mock
