// A mock service as a gateway before a server that knows nothing of it.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "mock_services/http/client.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/service.hpp"
#include "mock_services/service/upstream.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

http::Server started(boost::asio::io_context& io, http::Handler handler) {
  Result<http::Server> server = http::Server::start(io, {}, std::move(handler));
  REQUIRE(server);
  return *std::move(server);
}

/// A server, a gateway before it and a client, in one thread.
class Gateway {
 public:
  explicit Gateway(http::Handler handler)
      : server_(started(io_, std::move(handler))),
        service_(io_, behind(server_->port())),
        gateway_(started(io_, [this](http::Request request, http::Responder respond) {
          service_.handle(std::move(request), std::move(respond));
        })) {}

  http::Exchange ask(const http::Request& request) {
    std::optional<http::Exchange> answer;
    client_.send(
        origin(), request, 10s, [&](http::Exchange exchange) { answer = std::move(exchange); });
    run_until([&] { return answer.has_value(); });
    return *std::move(answer);
  }

  /// Injects a fault, by the keys that an admin writes.
  http::Exchange inject(const std::string& fault) {
    http::Request request = http::request_to("POST", "/__firedrill/faults");
    request.body = fault;
    return ask(request);
  }

  template <class Condition>
  void run_until(const Condition& holds) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!holds() && std::chrono::steady_clock::now() < end) {
      turn();
    }
    REQUIRE(holds());
  }

  void turn() { io_.run_one_for(1ms); }

  void stop_server() { server_.reset(); }

  http::Client& client() { return client_; }

  http::Origin origin() const { return {.address = "127.0.0.1", .port = gateway_.port()}; }

 private:
  static mock::ServiceSettings behind(std::uint16_t port) {
    mock::ServiceSettings settings{.name = "shop"};
    settings.upstream = http::Origin{.address = "127.0.0.1", .port = port};
    return settings;
  }

  boost::asio::io_context io_{1};
  std::optional<http::Server> server_;
  mock::Service service_;
  http::Server gateway_;
  http::Client client_{io_};
};

http::Request plain() {
  return http::request_to("GET", "/");
}

http::Request from_cart() {
  http::Request request = plain();
  request.headers.add(mock::caller_header, "cart");
  return request;
}

void say_ok(const http::Request& /*request*/, http::Responder respond) {
  respond(http::text_reply(200, "ok\n"));
}

}  // namespace

TEST_CASE("a gateway passes on what it is asked and what is answered", "[live][gateway]") {
  std::vector<http::Request> asked;
  Gateway gateway{[&](http::Request request, http::Responder respond) {
    asked.push_back(std::move(request));
    http::Reply reply = http::text_reply(418, "short and stout\n");
    reply.headers.add("x-pot", "tea");
    respond(std::move(reply));
  }};
  http::Request order = http::request_to("PUT", "/");
  order.target = "/orders/a%20b?dry=1";
  order.headers = {{"x-tenant", "blue"},
                   {std::string(mock::caller_header), "cart"},
                   {std::string(mock::door_header), "cart"}};
  order.body = "seven";

  const http::Exchange exchange = gateway.ask(order);

  CHECK(exchange.reply.status == 418);
  CHECK(exchange.reply.body == "short and stout\n");
  REQUIRE(exchange.reply.headers.has("x-pot"));
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].method == "PUT");
  CHECK(asked[0].target == "/orders/a%20b?dry=1");
  CHECK(asked[0].body == "seven");
  REQUIRE(asked[0].headers.has("x-tenant"));
  CHECK_FALSE(asked[0].headers.has(mock::caller_header));
  CHECK_FALSE(asked[0].headers.has(mock::door_header));
}

TEST_CASE("health and metrics behind a gateway are the server's own", "[live][gateway]") {
  Gateway gateway{[](const http::Request& request, http::Responder respond) {
    respond(http::text_reply(203, "own " + request.path));
  }};

  CHECK(gateway.ask(http::request_to("GET", "/healthz")).reply.body == "own /healthz");
  CHECK(gateway.ask(http::request_to("GET", "/metrics")).reply.body == "own /metrics");
}

TEST_CASE("faults strike before a gateway, and the server hears of none", "[live][gateway]") {
  int asked = 0;
  Gateway gateway{[&](const http::Request& request, http::Responder respond) {
    ++asked;
    say_ok(request, std::move(respond));
  }};
  gateway.inject(R"({"id": "first", "fault": "fail_first", "requests": 1, "reply": 503})");

  CHECK(gateway.ask(plain()).reply.status == 503);
  CHECK(asked == 0);
  CHECK(gateway.ask(plain()).reply.status == 200);
  CHECK(asked == 1);

  gateway.inject(R"({"id": "cut", "fault": "truncate"})");
  CHECK(gateway.ask(plain()).reached == http::Reached::truncated);
  CHECK(asked == 2);
}

TEST_CASE("an answer is cut behind so many bytes of its body, also where it has no more",
          "[live][gateway]") {
  const auto comes = [](const std::string& bytes) {
    Gateway gateway{say_ok};
    gateway.inject(R"({"id": "cut", "fault": "truncate", "bytes": ")" + bytes + R"("})");
    const http::Exchange exchange = gateway.ask(plain());
    CHECK(exchange.reached == http::Reached::truncated);
    CHECK(exchange.reply.status == 200);
    return exchange.reply.body;
  };

  CHECK(comes("0B").empty());
  CHECK(comes("2B") == "ok");
  CHECK(comes("1GiB") == "ok\n");
}

TEST_CASE("an answer that is wrong unnoticed says nothing of it", "[live][gateway]") {
  Gateway gateway{say_ok};
  gateway.inject(R"({"id": "wrong", "fault": "body_change", "change": {"replace": "no\n"},
                     "noticed": false})");

  const http::Exchange exchange = gateway.ask(from_cart());

  CHECK(exchange.reply.status == 200);
  CHECK(exchange.reply.body == "no\n");
  CHECK(mock::answer_of(exchange).code == 200);
}

TEST_CASE("what came of an answer that its server cut off is passed on", "[live][gateway]") {
  Gateway gateway{[](const http::Request& request, http::Responder respond) {
    if (request.path == "/head") {
      respond(http::Raw{"HTTP/1.1 200 OK\r\n"});
    } else {
      respond(http::Truncate{.reply = http::text_reply(404, "no such thing\n"), .body_bytes = 7});
    }
  }};

  const http::Exchange cut = gateway.ask(plain());
  CHECK(cut.reached == http::Reached::truncated);
  CHECK(cut.reply.status == 404);
  CHECK(cut.reply.body == "no such");
  REQUIRE(cut.reply.headers.find("content-length") != nullptr);
  CHECK(*cut.reply.headers.find("content-length") == "14");
  CHECK(gateway.ask(http::request_to("GET", "/head")).reached == http::Reached::truncated);
}

TEST_CASE("what is slow by a fault says by which event, also behind a gateway", "[live][gateway]") {
  Gateway gateway{say_ok};
  gateway.inject(R"({"id": "slow", "cause": 7, "fault": "latency", "by": "1ms"})");

  const http::Exchange exchange = gateway.ask(plain());

  CHECK(exchange.reply.status == 200);
  CHECK(mock::cause_of(exchange.reply.headers) == EventId{7});
}

TEST_CASE("a gateway has no work that a fault could slow down", "[live][gateway]") {
  Gateway gateway{say_ok};

  const http::Exchange exchange = gateway.inject(R"({"fault": "cpu_theft", "factor": 2})");

  CHECK(exchange.reply.status == 400);
  CHECK(exchange.reply.body.find("a gateway has none") != std::string::npos);
}

TEST_CASE("where nobody listens behind a gateway, its callers find nobody", "[live][gateway]") {
  Gateway gateway{say_ok};
  gateway.stop_server();

  const http::Exchange told = gateway.ask(from_cart());
  CHECK(mock::tells_of_down(told));
  CHECK(mock::answer_of(told).code == code::refused);
  CHECK(gateway.ask(plain()).reached == http::Reached::broken);
}

TEST_CASE("a caller passes over a replica whose gateway finds nobody", "[live][gateway]") {
  Gateway down{say_ok};
  down.stop_server();
  Gateway up{say_ok};
  mock::Upstream upstream{down.client(), {down.origin(), up.origin()}};
  std::uint16_t got = code::none;

  upstream.send(from_cart(), 10s, [&](const mock::CallAnswer& answer) { got = answer.code; });
  down.run_until([&] {
    up.turn();
    return got != code::none;
  });

  CHECK(got == 200);
}

TEST_CASE("who gives up before a gateway is given up behind it", "[live][gateway]") {
  std::vector<http::Responder> held;
  bool gone = false;
  Gateway gateway{[&](const http::Request&, http::Responder respond) {
    respond.when_gone([&] { gone = true; });
    held.push_back(std::move(respond));
  }};
  const http::ExchangeId id =
      gateway.client().send(gateway.origin(), plain(), 10s, [](const http::Exchange&) {});
  gateway.run_until([&] { return !held.empty(); });

  gateway.client().cancel(id);

  gateway.run_until([&] { return gone; });
}
