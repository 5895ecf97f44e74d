#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "mock_services/http/server.hpp"
#include "tests/support/http_client.hpp"

using namespace firedrill;
using firedrill::tests::RawClient;

TEST_CASE("who has connected before a server drains is answered still", "[http]") {
  boost::asio::io_context context;
  auto server = http::Server::start(context, {}, [](const http::Request&, http::Responder respond) {
    respond(http::text_reply(200, "late"));
  });
  REQUIRE(server);
  RawClient waiting(server->port());  // connected by the kernel, not accepted yet
  const RawClient silent(server->port());
  bool is_drained = false;
  server->drain([&] {
    is_drained = true;
    server->stop();
  });
  std::thread thread([&] { context.run(); });

  const std::string reply = waiting.exchange("GET / HTTP/1.1\r\nhost: a\r\n\r\n");

  CHECK(reply.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(reply.ends_with("late"));
  thread.join();
  CHECK(is_drained);
}

TEST_CASE("of two servers at one port the second gets whoever connects", "[http]") {
  boost::asio::io_context context;
  const auto listen_at = [&](std::uint16_t port) {
    auto server = http::Server::start(
        context, {.port = port, .share_port = true}, [](const http::Request&, http::Responder) {});
    REQUIRE(server);
    return *std::move(server);
  };
  const auto connect_to = [&](const http::Server& server) {
    std::deque<RawClient> clients;
    for (int client = 0; client < 20; ++client) {
      clients.emplace_back(server.port());
    }
    context.poll();
    return clients;
  };
  std::optional<http::Server> first = listen_at(0);
  const auto alone = connect_to(*first);
  CHECK(first->connections() == alone.size());

  std::optional<http::Server> second = listen_at(first->port());
  const auto beside = connect_to(*second);
  CHECK(first->connections() == alone.size());
  CHECK(second->connections() == beside.size());

  first.reset();
  context.poll();
  const http::Server third = listen_at(second->port());
  const auto after = connect_to(third);
  CHECK(second->connections() == beside.size());
  CHECK(third.connections() == after.size());
}
