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
