#pragma once

#include <string>

#include "mock_services/http/serve.hpp"
#include "mock_services/service/load.hpp"

namespace firedrill::gateway {

/// Runs the gateway that `order` wants, with entrances, until a signal ends it; see http::serve().
/// Returns why it could not listen.
std::string serve(http::ServeOptions options, const mock::ReplicaOrder& order);

}  // namespace firedrill::gateway
