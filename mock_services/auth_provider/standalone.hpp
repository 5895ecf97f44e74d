#pragma once

#include <string>

#include "mock_services/auth_provider/config.hpp"
#include "mock_services/http/serve.hpp"

namespace firedrill::auth {

/// Runs a provider on the wall clock until a signal ends it; see http::serve().
std::string serve(http::ServeOptions options, Config config);

}  // namespace firedrill::auth
