#include "mock_services/gateway/standalone.hpp"

#include <memory>
#include <utility>

#include "mock_services/gateway/gateway.hpp"

namespace firedrill::gateway {

std::string serve(http::ServeOptions options, const mock::ReplicaOrder& order) {
  std::string problem;
  std::weak_ptr<Gateway> running;
  options.on_leave = [&running] {
    if (const std::shared_ptr<Gateway> gateway = running.lock()) {
      gateway->close();
    }
  };
  const std::string error = http::serve(options, [&](boost::asio::io_context& context) {
    const auto gateway = std::make_shared<Gateway>(context, order.settings);
    running = gateway;
    problem = gateway->open(order.entrances);
    if (!problem.empty()) {
      context.stop();
    }
    return [gateway](const http::Request& request, http::Responder respond) {
      respond(gateway->handle(request));
    };
  });
  return problem.empty() ? error : problem;
}

}  // namespace firedrill::gateway
