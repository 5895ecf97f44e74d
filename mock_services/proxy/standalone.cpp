#include "mock_services/proxy/standalone.hpp"

#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "mock_services/proxy/api.hpp"

namespace firedrill::proxy {
namespace {

struct Served {
  Served(boost::asio::io_context& context, const Options& options) : proxies(context, options) {}

  Proxies proxies;
  Api api{proxies};
};

}  // namespace

std::optional<Refusal> serve(http::ServeOptions options,
                             const Options& proxy_options,
                             const std::optional<Json>& config) {
  std::optional<Refusal> refusal;
  std::weak_ptr<Served> running;
  options.on_leave = [&running] {
    if (const std::shared_ptr<Served> served = running.lock()) {
      served->proxies.clear();
    }
  };
  const std::string error = http::serve(options, [&](boost::asio::io_context& context) {
    const auto served = std::make_shared<Served>(context, proxy_options);
    running = served;
    if (config) {
      refusal = served->proxies.populate(*config).refusal;
    }
    if (refusal) {
      context.stop();
    }
    return http::logged([served](const http::Request& request, http::Responder respond) {
      respond(served->api.handle(request));
    });
  });
  if (!refusal && !error.empty()) {
    refusal = Refusal{500, error};
  }
  return refusal;
}

}  // namespace firedrill::proxy
