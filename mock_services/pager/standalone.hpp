#pragma once

#include <string>

#include "mock_services/http/serve.hpp"
#include "mock_services/pager/config.hpp"

namespace firedrill::pager {

/// Runs a pager on the wall clock until a signal ends it; see http::serve().
std::string serve(http::ServeOptions options, Config config);

}  // namespace firedrill::pager
