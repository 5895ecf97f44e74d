#include "mock_services/pager/standalone.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "mock_services/pager/pager.hpp"
#include "mock_services/pager/slack.hpp"

namespace firedrill::pager {

std::string serve(http::ServeOptions options, Config config) {
  std::optional<Pager> pager;  // its incidents name its URL, which has to be known first
  options.on_bound = [&](const std::string& url) { pager.emplace(config, url); };
  const auto handle = [&](const http::Request& request, http::Responder respond) {
    const WallTime now = std::chrono::system_clock::now();
    respond(pager->handle(request, now));
  };
  return http::serve(options,
                     [&](boost::asio::io_context&) { return http::logged(handle, logged_path); });
}

}  // namespace firedrill::pager
