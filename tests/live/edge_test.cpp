// The ways from a mock to the services that it calls, against a server that answers or not.
#include "mock_services/service/edge.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "mock_services/http/server.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

/// A server and an edge to it, in one thread.
struct Way {
  explicit Way(http::Handler handler, Call policy)
      : server(http::Server::start(io, {}, std::move(handler))),
        edge(io, clock, upstream, std::move(policy), Seed{1}, "call/edge->server") {}

  void run_until(const bool& done) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!done && std::chrono::steady_clock::now() < end) {
      io.run_one_for(10ms);
    }
    REQUIRE(done);
  }

  boost::asio::io_context io{1};
  Result<http::Server> server;
  mock::Clock clock{1};
  http::Client client{io};
  mock::Upstream upstream{client, {{.address = "127.0.0.1", .port = server->port()}}};
  mock::Edge edge;
};

}  // namespace

TEST_CASE("a caller that gives up closes the connection of what it has abandoned", "[live][edge]") {
  std::vector<http::Responder> held;
  bool gone = false;
  Way way{[&](const http::Request&, http::Responder respond) {
            respond.when_gone([&] { gone = true; });
            held.push_back(std::move(respond));
          },
          {.service = "server", .timeout = 20ms}};
  mock::CallAnswer got;
  bool ended = false;

  way.edge.call(http::request_to("GET", "/"), [&](mock::CallAnswer answer) {
    got = std::move(answer);
    ended = true;
  });

  way.run_until(ended);
  CHECK(got.code == code::timeout);
  way.run_until(gone);
}

TEST_CASE("a call that is abandoned closes its connection, and its end is not told",
          "[live][edge]") {
  std::vector<http::Responder> held;
  bool came = false;
  bool gone = false;
  Way way{[&](const http::Request&, http::Responder respond) {
            respond.when_gone([&] { gone = true; });
            held.push_back(std::move(respond));
            came = true;
          },
          {.service = "server"}};
  bool ended = false;

  mock::Edge::Ongoing call =
      way.edge.call(http::request_to("GET", "/"), [&](const mock::CallAnswer&) { ended = true; });
  way.run_until(came);
  call.abandon();

  way.run_until(gone);
  CHECK_FALSE(ended);
}

TEST_CASE("a call that is under way at the end leaves nothing behind", "[live][edge]") {
  const auto mine = std::make_shared<int>(1);
  std::vector<http::Responder> held;
  {
    bool came = false;
    Way way{[&](const http::Request&, http::Responder respond) {
              held.push_back(std::move(respond));
              came = true;
            },
            {.service = "server"}};
    way.edge.call(http::request_to("GET", "/"), [mine](const mock::CallAnswer&) {});
    way.run_until(came);
    held.clear();
  }

  CHECK(mine.use_count() == 1);
}

TEST_CASE("a shorter patience is the first attempt's alone", "[live][edge]") {
  std::vector<http::Responder> held;
  Way way{
      [&](const http::Request&, http::Responder respond) {
        held.push_back(std::move(respond));
        if (held.size() == 2) {
          held.back()(http::text_reply(200, "ok"));
        }
      },
      {.service = "server", .timeout = 5s, .retry = RetryPolicy{.attempts = 2, .backoff = 1ms}}};
  std::vector<std::uint16_t> attempts;
  Duration longest{};
  bool ended = false;
  const auto began = std::chrono::steady_clock::now();

  way.edge.call(http::request_to("GET", "/"),
                [&](const mock::CallAnswer&) { ended = true; },
                {.on_attempt =
                     [&](const mock::CallAnswer& answer, Duration took) {
                       attempts.push_back(answer.code);
                       longest = std::max(longest, took);
                     },
                 .first_timeout = 20ms});

  way.run_until(ended);
  CHECK(attempts == std::vector<std::uint16_t>{code::timeout, 200});
  CHECK(std::chrono::steady_clock::now() - began < 4s);
  CHECK(longest >= 20ms);
  CHECK(longest < 4s);
}
