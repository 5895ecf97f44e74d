#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/live/port.hpp"
#include "mock_services/gateway/gateway.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/service/fault_counts.hpp"
#include "tests/support/context_thread.hpp"
#include "tests/support/fault_text.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

// The gateway before a program that speaks no HTTP. HTTP is what the program speaks here all the
// same: the gateway does not know.

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

constexpr std::string_view question = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

/// A gateway with a door for the service "shop" and one for everybody else, and who is behind it.
class Doors {
 public:
  /// `more`: the keys of a second fault, "too".
  explicit Doors(const std::string& keys,
                 const std::string& from = "",
                 const std::string& more = "") {
    const auto answer = [](const http::Request&, http::Responder respond) {
      respond(http::text_reply(200, "answered"));
    };
    behind_ = std::make_unique<http::Server>(*http::Server::start(thread_.context(), {}, answer));
    mock::ServiceSettings settings{.name = "db"};
    settings.upstream = http::Origin{.address = "127.0.0.1", .port = behind_->port()};
    settings.notes = std::filesystem::path(folder_.path()) / "db-0";
    settings.faults = {fault_spec(keys, {"db", from})};
    if (!more.empty()) {
      settings.faults.push_back(fault_spec(more, {"db", from}));
      settings.faults.back().id = "too";
    }
    gateway_ = std::make_unique<gateway::Gateway>(thread_.context(), settings);
    REQUIRE(gateway_->open({{"shop", shop_.number()}, {"", others_.number()}}).empty());
    thread_.start();
  }

  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;

  ~Doors() {
    thread_.do_now([this] {
      gateway_->close();
      behind_->stop();
    });
    thread_.finish();
  }

  http::Reply send(std::string_view method, std::string_view path, std::string_view body = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    return thread_.do_now([&] { return gateway_->handle(request); });
  }

  void inject(const std::string& fault = "it") {
    const std::string body = R"({"id": ")" + fault + R"(", "cause": 7})";
    REQUIRE(send("POST", "/__firedrill/faults", body).status == 201);
  }

  void clear() { REQUIRE(send("DELETE", "/__firedrill/faults/it").status == 204); }

  mock::FaultCount count(const std::string& fault) const {
    const std::string notes = std::filesystem::path(folder_.path()) / "db-0";
    return mock::read_fault_counts(notes + mock::fault_counts_suffix)[fault];
  }

  std::uint64_t injected() const { return count("it").injected; }

  std::uint16_t shop() const { return shop_.number(); }

  std::uint16_t others() const { return others_.number(); }

 private:
  TemporaryFolder folder_;
  live::Port shop_ = *live::Port::reserve();
  live::Port others_ = *live::Port::reserve();
  ContextThread thread_;
  std::unique_ptr<http::Server> behind_;
  std::unique_ptr<gateway::Gateway> gateway_;
};

/// How the answer to a question ends: none is an answer.
End asked(RawClient& client) {
  client.take();
  client.send(question);
  return client.read_until("answered", 10s);
}

bool is_answered(std::uint16_t port) {
  RawClient client(port);
  return asked(client) == End::none;
}

bool connects(std::uint16_t port) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port}, error);
  return !error;
}

TEST_CASE("a gateway passes bytes on at each of its doors", "[live][gateway]") {
  Doors doors(R"({"fault": "reset"})");

  CHECK(is_answered(doors.shop()));
  CHECK(is_answered(doors.others()));
  CHECK(doors.injected() == 0);
  CHECK(doors.send("GET", "/__firedrill/").status == 200);
  CHECK(doors.send("GET", "/metrics").status == 404);
}

TEST_CASE("a fault hits connections, and is over when it is", "[live][gateway]") {
  Doors doors(R"({"fault": "reset"})");
  RawClient kept(doors.shop());
  CHECK(asked(kept) == End::none);

  doors.inject();
  CHECK(asked(kept) == End::reset);
  RawClient another(doors.others());
  CHECK(asked(another) == End::reset);
  CHECK(doors.injected() == 2);

  doors.clear();
  CHECK(is_answered(doors.shop()));
  CHECK(doors.injected() == 2);
}

TEST_CASE("a share of the connections is hit both ways, by one draw", "[live][gateway]") {
  Doors doors(R"({"fault": "reset", "rate": "30%"})");
  doors.inject();

  int reset = 0;
  for (int number = 0; number < 200; ++number) {
    reset += is_answered(doors.shop()) ? 0 : 1;
  }

  CHECK(reset > 35);  // 60, four standard deviations of 6.5; with two draws it were 102
  CHECK(reset < 86);
  CHECK(doors.injected() == static_cast<std::uint64_t>(reset));
}

TEST_CASE("a port that is closed stays so when a process begins behind it, and counts once",
          "[live][gateway]") {
  Doors doors(R"({"fault": "refuse"})");
  doors.inject();
  CHECK_FALSE(connects(doors.shop()));

  const http::Reply again = doors.send(
      "POST", "/__firedrill/faults", R"({"id": "it", "elapsed": "1s", "process_age": "0s"})");

  CHECK(again.status == 201);
  CHECK_FALSE(connects(doors.shop()));
  CHECK(doors.injected() == 1);
  doors.clear();
  CHECK(is_answered(doors.shop()));
}

TEST_CASE("a fault on an edge hits the door of its caller alone", "[live][gateway]") {
  Doors doors(R"({"fault": "reset"})", "shop");
  doors.inject();

  RawClient shop(doors.shop());
  CHECK(asked(shop) == End::reset);
  CHECK(is_answered(doors.others()));
  CHECK(doors.injected() == 1);
}

TEST_CASE("first connections are counted over all doors", "[live][gateway]") {
  Doors doors(R"({"fault": "drop_first", "requests": 2})");
  RawClient kept(doors.shop());
  CHECK(asked(kept) == End::none);

  doors.inject();
  CHECK(kept.read_until("", 10s) == End::reset);
  RawClient second(doors.others());
  CHECK(second.read_until("", 10s) == End::reset);
  CHECK(is_answered(doors.others()));
  CHECK(is_answered(doors.shop()));
  CHECK(doors.injected() == 2);
}

TEST_CASE("of open connections the oldest are the first", "[live][gateway]") {
  Doors doors(R"({"fault": "drop_first", "requests": 2})");
  std::vector<std::unique_ptr<RawClient>> kept;
  for (int connection = 0; connection < 4; ++connection) {
    kept.push_back(std::make_unique<RawClient>(doors.shop()));
    CHECK(asked(*kept.back()) == End::none);
  }

  doors.inject();

  CHECK(kept[0]->read_until("", 10s) == End::reset);
  CHECK(kept[1]->read_until("", 10s) == End::reset);
  CHECK(asked(*kept[2]) == End::none);
  CHECK(asked(*kept[3]) == End::none);
}

TEST_CASE("a fault that grows and has a profile is brought up to date", "[live][gateway]") {
  Doors doors(R"({"fault": "reset", "profile": {"steps": [{"after": "100ms", "share": 1}]}})");

  doors.inject();
  CHECK(is_answered(doors.shop()));
  const auto patience = std::chrono::steady_clock::now() + 10s;
  while (is_answered(doors.shop()) && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(5ms);
  }

  RawClient later(doors.shop());
  CHECK(asked(later) == End::reset);
}

TEST_CASE("a port that refuses is closed, and opens again", "[live][gateway]") {
  Doors doors(R"({"fault": "refuse"})");
  RawClient kept(doors.shop());
  CHECK(asked(kept) == End::none);

  doors.inject();
  CHECK(kept.read_until("", 10s) == End::closed);
  CHECK_FALSE(connects(doors.shop()));
  CHECK_FALSE(connects(doors.others()));
  CHECK(doors.injected() == 2);

  doors.clear();
  CHECK(is_answered(doors.shop()));
  CHECK(is_answered(doors.others()));
}

TEST_CASE("a closed port hides other faults, whichever began first, and counts once for each",
          "[live][gateway]") {
  const bool is_first = GENERATE(true, false);
  Doors doors(R"({"fault": "refuse"})", "", R"({"fault": "reset"})");
  doors.inject(is_first ? "it" : "too");
  doors.inject(is_first ? "too" : "it");

  CHECK_FALSE(connects(doors.shop()));

  CHECK(doors.injected() == 1);
  CHECK(doors.count("too") == mock::FaultCount{0, {{"it", 1}}});
}

TEST_CASE("a connection that is reset is hidden from the faults that would have hit it",
          "[live][gateway]") {
  Doors doors(R"({"fault": "reset"})", "", R"({"fault": "truncate", "rate": "50%"})");
  doors.inject("it");
  doors.inject("too");

  for (int number = 0; number < 40; ++number) {
    CHECK_FALSE(is_answered(doors.shop()));
  }

  CHECK(doors.injected() == 40);
  const mock::FaultCount hidden = doors.count("too");
  CHECK(hidden.injected == 0);
  REQUIRE(hidden.suppressed_by.size() == 1);
  CHECK(hidden.suppressed_by[0].by == "it");
  CHECK(hidden.suppressed_by[0].count > 5);  // 20, five standard deviations of 3.2
  CHECK(hidden.suppressed_by[0].count < 35);
}

TEST_CASE("what a gateway does not know it refuses", "[live][gateway]") {
  Doors doors(R"({"fault": "error_rate", "rate": 1})");

  CHECK(doors.send("POST", "/__firedrill/faults", R"({"id": "other"})").status == 400);
  CHECK(doors.send("POST", "/__firedrill/faults", R"({"id": "it"})").status == 409);
  CHECK(doors.send("DELETE", "/__firedrill/faults/it").status == 404);
}

}  // namespace
}  // namespace firedrill::tests
