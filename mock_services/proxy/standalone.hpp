#pragma once

#include <optional>
#include <string>

#include "harness/text/json.hpp"
#include "mock_services/http/serve.hpp"
#include "mock_services/proxy/proxy.hpp"

namespace firedrill::proxy {

/// Serves the API until a signal ends it, with the proxies of `config`, a body of /populate; see
/// http::serve(). What the config cannot have is a Refusal, of which 400 is the user's mistake;
/// nothing runs then. Also returned is, as status 500, why the API could not listen.
std::optional<Refusal> serve(http::ServeOptions options,
                             const Options& proxy_options,
                             const std::optional<Json>& config);

}  // namespace firedrill::proxy
