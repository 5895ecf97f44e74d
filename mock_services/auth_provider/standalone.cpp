#include "mock_services/auth_provider/standalone.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "mock_services/auth_provider/provider.hpp"

namespace firedrill::auth {

std::string serve(http::ServeOptions options, Config config) {
  const KeyRing keys = KeyRing::generate(config.signing_algs);
  std::optional<Provider> provider;  // its issuer is the URL, which has to be known first
  options.on_bound = [&](const std::string& url) { provider.emplace(config, url, keys); };
  const auto handle = [&](const http::Request& request, http::Responder respond) {
    const WallTime now = std::chrono::system_clock::now();
    respond(provider->handle(request, now));
  };
  return http::serve(options, [&](boost::asio::io_context&) { return http::logged(handle); });
}

}  // namespace firedrill::auth
