#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "mock_services/http/server.hpp"
#include "tests/support/http_client.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;
using http::Answer;
using http::Request;

/// A server on a thread of its own, whose handler answers by path.
class Running {
 public:
  explicit Running(http::ServerOptions options = {}) {
    auto server =
        http::Server::start(context_, options, [this](Request request, http::Responder respond) {
          handle(std::move(request), std::move(respond));
        });
    REQUIRE(server);
    server_.emplace(*std::move(server));
    thread_ = std::thread([this] { context_.run(); });
  }

  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  ~Running() {
    boost::asio::post(context_, [this] {
      server_->stop();
      kept_.clear();
    });
    thread_.join();
  }

  std::uint16_t port() const { return server_->port(); }

  bool is_well() const {
    return RawClient(port())
        .exchange("GET /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .starts_with("HTTP/1.1 200 OK\r\n");
  }

 private:
  void handle(Request request, http::Responder respond) {
    if (request.path == "/drop") {
      respond(http::Drop{});
    } else if (request.path == "/reset") {
      respond(http::Reset{});
    } else if (request.path == "/hang") {
      respond(http::Hang{});
    } else if (request.path == "/truncate") {
      respond(http::Truncate{.reply = http::text_reply(200, "abcdef"), .body_bytes = 3});
    } else if (request.path == "/slow") {
      Answer answer = http::text_reply(200, "slow");
      answer.delay = 50ms;
      respond(std::move(answer));
    } else if (request.path == "/keep") {
      kept_.push_back(std::move(respond));  // never answered
    } else if (request.path == "/watch") {
      respond.when_gone([this] { ++gone_; });
      kept_.push_back(std::move(respond));
    } else if (request.path == "/answer") {  // what is kept, and this
      for (http::Responder& one : kept_) {
        one(http::text_reply(200, "kept"));
      }
      respond(http::text_reply(200, fmt::format("gone: {}", gone_)));
    } else if (request.path == "/forget") {
      const http::Responder forgotten = std::move(respond);
    } else {
      respond(http::text_reply(200, request.method + " " + request.target + " " + request.body));
    }
  }

  boost::asio::io_context context_;
  std::vector<http::Responder> kept_;
  int gone_ = 0;
  std::optional<http::Server> server_;
  std::thread thread_;
};

constexpr auto patience = 3000ms;

std::string get(const char* path) {
  return fmt::format("GET {} HTTP/1.1\r\nhost: a\r\n\r\n", path);
}

TEST_CASE("one connection answers many requests, pipelined ones in their order", "[http]") {
  const Running running;
  RawClient client(running.port());

  client.send(get("/1") + get("/slow") + get("/2"));

  REQUIRE(client.read_until("GET /2 ", patience) == End::none);
  const std::string all = client.take();
  CHECK(all.find("GET /1 ") < all.find("slow"));
  CHECK(all.find("slow") < all.find("GET /2 "));

  client.send(
      "POST /3 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  CHECK(client.read_until("POST /3 abc", patience) == End::none);
}

TEST_CASE("a handler that asks for it hears of a client that does not wait", "[http]") {
  const Running running;
  {
    const RawClient impatient(running.port());
    impatient.send(get("/watch"));
    RawClient half(running.port());
    half.send(get("/watch"));
    half.finish_sending();
    CHECK(half.read_until("", patience) == End::closed);
    CHECK(half.take().empty());
  }
  RawClient other(running.port());

  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::string told;
  while (!told.ends_with("gone: 2") && std::chrono::steady_clock::now() < deadline) {
    other.take();
    other.send(get("/answer"));
    REQUIRE(other.read_until("gone: ", patience) == End::none);
    told = other.take();
  }
  CHECK(told.ends_with("gone: 2"));
}

TEST_CASE("a client that is watched and waits is answered, and may go on", "[http]") {
  const Running running;
  RawClient client(running.port());
  RawClient other(running.port());
  client.send(get("/watch"));

  do {
    other.send(get("/answer"));
    REQUIRE(other.read_until("gone: 0", patience) == End::none);
    other.take();
  } while (client.read_until("kept", 20ms) == End::late);

  CHECK(client.take().ends_with("kept"));
  client.send(get("/next"));
  CHECK(client.read_until("GET /next", patience) == End::none);
}

TEST_CASE("a client that is watched may send its next request early", "[http]") {
  const Running running;
  RawClient client(running.port());

  client.send(get("/watch"));
  client.send(get("/next"));

  CHECK(client.read_until("", 20ms) == End::late);  // the first has no answer yet
  RawClient other(running.port());
  other.send(get("/answer"));
  CHECK(other.read_until("gone: 0", patience) == End::none);
  REQUIRE(client.read_until("GET /next", patience) == End::none);
  CHECK(client.take().find("kept") != std::string::npos);
}

TEST_CASE("a client that sends the end of its half still gets its answer", "[http]") {
  const Running running;
  RawClient client(running.port());

  client.send(get("/slow"));
  client.finish_sending();

  CHECK(client.read_until("", patience) == End::closed);
  CHECK(client.take().ends_with("slow"));
}

TEST_CASE("answers that are none close, reset, cut or hang the connection", "[http]") {
  const Running running;

  struct Case {
    const char* path;
    End end;
    const char* received;
  };

  for (const Case& one : {Case{"/drop", End::closed, ""},
                          Case{"/forget", End::closed, ""},
                          Case{"/reset", End::reset, ""}}) {
    CAPTURE(one.path);
    RawClient client(running.port());
    client.send(get(one.path));

    CHECK(client.read_until("", patience) == one.end);
    CHECK(client.take() == one.received);
  }
  RawClient cut(running.port());
  cut.send(get("/truncate"));
  CHECK(cut.read_until("", patience) == End::closed);
  CHECK(cut.take().ends_with("content-length: 6\r\n\r\nabc"));

  RawClient hung(running.port());
  hung.send(get("/hang") + get("/1"));
  CHECK(hung.read_until("", 200ms) == End::late);
  CHECK(running.is_well());
}

TEST_CASE("100 KB of headers are answered 431, a body beyond the limit 413", "[http]") {
  const Running running({.limits = {.body_bytes = 1000}});
  const std::string large(100 * 1024, 'x');

  const std::string header =
      RawClient(running.port())
          .exchange("GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + large + "\r\n\r\n");
  const std::string many =
      RawClient(running.port()).exchange("GET /" + large + " HTTP/1.1\r\nhost: a\r\n\r\n");
  const std::string announced =
      RawClient(running.port())
          .exchange("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 102400\r\n\r\n" + large);
  const std::string chunked =
      RawClient(running.port())
          .exchange("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n19000\r\n" +
                    large + "\r\n0\r\n\r\n");

  CHECK(header.starts_with("HTTP/1.1 431 "));
  CHECK(many.starts_with("HTTP/1.1 431 "));
  CHECK(announced.starts_with("HTTP/1.1 413 "));
  CHECK(chunked.starts_with("HTTP/1.1 413 "));
  CHECK(running.is_well());
}

TEST_CASE("60 KB of headers are a request", "[http]") {
  const Running running;

  const std::string answer = RawClient(running.port())
                                 .exchange(
                                     "GET /1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                                     "authorization: Bearer " +
                                     std::string(60'000, 'x') + "\r\n\r\n");

  CHECK(answer.starts_with("HTTP/1.1 200 "));
}

TEST_CASE("what is not HTTP is answered 400 and hurts nobody else", "[http]") {
  const Running running;
  const std::string chunked = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";

  for (const std::string& bytes : std::vector<std::string>{
           "\x16\x03\x01\x02garbage\r\n\r\n",
           "GET / HTTP/9.9\r\n\r\n",
           "GET / HTTP/1.1\r\nno colon\r\n\r\n",
           "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
           "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
           "GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
           chunked + "xyz\r\nabc\r\n0\r\n\r\n",
           chunked + "-2\r\nabc\r\n0\r\n\r\n",
           chunked + "3\r\nabcdef\r\n0\r\n\r\n",
           chunked + "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"}) {
    CAPTURE(bytes);
    CHECK(RawClient(running.port()).exchange(bytes).starts_with("HTTP/1.1 400 "));
  }
  CHECK(running.is_well());
}

TEST_CASE("a client that sends its request byte by byte for ever is cut off", "[http]") {
  const Running running({.limits = {.request = 300ms}});
  RawClient client(running.port());

  const auto begun = std::chrono::steady_clock::now();
  client.send("GET / HTTP/1.1\r\n");
  End end = End::late;
  while (end == End::late && std::chrono::steady_clock::now() - begun < patience) {
    client.send("x");
    end = client.read_until("", 20ms);
  }

  CHECK(end != End::late);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  CHECK(running.is_well());
}

TEST_CASE("idle connections are closed after their time, not before", "[http]") {
  const Running running({.limits = {.idle = 300ms}});
  RawClient silent(running.port());
  RawClient served(running.port());
  served.send(get("/1"));

  CHECK(served.read_until("GET /1 ", patience) == End::none);
  CHECK(silent.read_until("", 100ms) == End::late);
  CHECK(silent.read_until("", patience) == End::closed);
  CHECK(served.read_until("", patience) == End::closed);
}

TEST_CASE("connections beyond the limit are reset, and there is room again later", "[http]") {
  const Running running({.limits = {.connections = 2}});
  auto first = std::make_unique<RawClient>(running.port());
  RawClient second(running.port());
  first->send(get("/1"));
  second.send(get("/2"));
  REQUIRE(first->read_until("GET /1 ", patience) == End::none);
  REQUIRE(second.read_until("GET /2 ", patience) == End::none);

  RawClient third(running.port());
  CHECK(third.read_until("", patience) == End::reset);
  first.reset();
  bool well = false;
  for (int attempt = 0; attempt < 100 && !well; ++attempt) {
    well = running.is_well();
  }
  CHECK(well);
}

TEST_CASE("1,000 idle keep-alive connections do not slow the next request", "[http]") {
  rlimit descriptors{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &descriptors) == 0);
  descriptors.rlim_cur = descriptors.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &descriptors) == 0);
  const Running running;
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int index = 0; index < 1000; ++index) {
    idle.push_back(std::make_unique<RawClient>(running.port()));
    idle.back()->send(get("/1"));
    REQUIRE(idle.back()->read_until("GET /1 ", patience) == End::none);
  }

  const auto begun = std::chrono::steady_clock::now();
  CHECK(running.is_well());
  CHECK(std::chrono::steady_clock::now() - begun < 500ms);

  idle.front()->send(get("/2"));
  CHECK(idle.front()->read_until("GET /2 ", patience) == End::none);
}

TEST_CASE("a client that waits for 100 Continue is told to go on", "[http]") {
  const Running running;
  RawClient client(running.port());

  client.send("POST /1 HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n");
  REQUIRE(client.read_until("HTTP/1.1 100 Continue\r\n\r\n", patience) == End::none);
  client.send("abc");

  CHECK(client.read_until("POST /1 abc", patience) == End::none);
}

TEST_CASE("stopping closes idle, hanging and unanswered connections", "[http]") {
  auto running = std::make_unique<Running>();
  RawClient idle(running->port());
  RawClient hung(running->port());
  RawClient unanswered(running->port());
  hung.send(get("/hang"));
  unanswered.send(get("/keep"));
  REQUIRE(running->is_well());

  running.reset();

  for (RawClient* client : {&idle, &hung, &unanswered}) {
    CHECK(client->read_until("", patience) != End::late);
  }
}

TEST_CASE("a port that is taken, and an address that is none, are one clear sentence", "[http]") {
  const Running running;
  boost::asio::io_context context;
  const auto start = [&](const http::ServerOptions& options) {
    return http::Server::start(context, options, [](Request, http::Responder) {});
  };

  const auto taken = start({.port = running.port()});
  const auto wrong = start({.address = "no-address"});

  REQUIRE(!taken);
  CHECK(taken.error().code == ErrorCode::not_done);
  CHECK(taken.error().message ==
        fmt::format("cannot listen on 127.0.0.1:{}: Address already in use", running.port()));
  REQUIRE(!wrong);
  CHECK(wrong.error().message == "\"no-address\" is no IP address");
}

}  // namespace
}  // namespace firedrill::tests
