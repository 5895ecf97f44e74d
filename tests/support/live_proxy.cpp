#include "tests/support/live_proxy.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "mock_services/http/reuse_port.hpp"

namespace firedrill::tests {

using namespace std::chrono_literals;

namespace {

http::Server server_at(boost::asio::io_context& context, std::uint16_t port) {
  http::ServerOptions options;
  options.port = port;
  options.share_port = true;
  auto server = http::Server::start(
      context, options, [](const http::Request& /*request*/, http::Responder respond) {
        respond(http::text_reply(200, std::string(LiveProxy::body_bytes, 'x') + "end"));
      });
  if (!server) {
    FAIL(server.error().message);
  }
  return std::move(*server);
}

}  // namespace

LiveProxy::LiveProxy(const proxy::Options& options) : reserved_(thread_.context()) {
  reserved_.open(boost::asio::ip::tcp::v4());
  reserved_.set_option(http::ReusePort(true));
  reserved_.bind({boost::asio::ip::address_v4::loopback(), 0});
  server_ = server_at(thread_.context(), upstream_port());
  proxies_ = std::make_unique<proxy::Proxies>(thread_.context(), options);
  api_ = std::make_unique<proxy::Api>(*proxies_);
  thread_.start();
  const http::Reply made =
      send("POST",
           "/proxies",
           fmt::format(R"({{"name":"web","listen":"127.0.0.1:0","upstream":"127.0.0.1:{}"}})",
                       upstream_port()));
  REQUIRE(made.status == 201);
}

LiveProxy::~LiveProxy() {
  stop_upstream();
  thread_.do_now([this] { proxies_->clear(); });
  thread_.finish();
}

http::Reply LiveProxy::send(std::string_view method, std::string_view path, std::string_view body) {
  http::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  return thread_.do_now([&] { return api_->handle(request); });
}

void LiveProxy::add(std::string_view toxic) {
  REQUIRE(send("POST", "/proxies/web/toxics", toxic).status == 200);
}

std::uint16_t LiveProxy::port() {
  const std::string listen =
      thread_.do_now([this] { return proxies_->find("web")->settings().listen; });
  return static_cast<std::uint16_t>(std::stoi(listen.substr(listen.find(':') + 1)));
}

std::size_t LiveProxy::connections() {
  return thread_.do_now([this] { return proxies_->find("web")->connections(); });
}

bool LiveProxy::has_none_left() {
  const auto patience = std::chrono::steady_clock::now() + 10s;
  while (connections() > 0 && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(5ms);
  }
  return connections() == 0;
}

void LiveProxy::stop_upstream() {
  thread_.do_now([this] { server_.reset(); });
}

void LiveProxy::start_upstream() {
  thread_.do_now([this] { server_ = server_at(thread_.context(), upstream_port()); });
}

}  // namespace firedrill::tests
