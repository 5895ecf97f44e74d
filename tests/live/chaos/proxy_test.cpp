#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/http_client.hpp"
#include "tests/support/live_proxy.hpp"
#include "tests/support/sanitized.hpp"

// What a proxy must live through. The sanitizers see what is lost on the way.

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

constexpr std::array<std::string_view, 9> toxics{
    R"({"name":"t","type":"latency","attributes":{"latency":5,"jitter":5}})",
    R"({"name":"t","type":"bandwidth","attributes":{"rate":100}})",
    R"({"name":"t","type":"slow_close","attributes":{"delay":5}})",
    R"({"name":"t","type":"timeout","attributes":{"timeout":5}})",
    R"({"name":"t","type":"reset_peer","attributes":{"timeout":5}})",
    R"({"name":"t","type":"slicer","attributes":{"average_size":500,"delay":10}})",
    R"({"name":"t","type":"limit_data","attributes":{"bytes":5000}})",
    R"({"name":"t","type":"http_status"})",
    R"({"name":"t","type":"http_body","attributes":{"truncate":5000}})"};

/// The waits of flows begin together as soon as so many wait: with 1 all do, as on a busy proxy.
proxy::Options one_of_both_ways_to_wait() {
  proxy::Options options;
  options.waits_together = GENERATE(std::size_t{1}, proxy::Options{}.waits_together);
  CAPTURE(options.waits_together);
  return options;
}

/// Clients that ask without a pause, some patiently, some not, until they are destroyed.
class Crowd {
 public:
  explicit Crowd(std::uint16_t port) {
    for (int number = 0; number < 4; ++number) {
      clients_.emplace_back([this, port, number] { ask(port, number); });
    }
  }

  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  ~Crowd() {
    is_over_ = true;
    for (std::thread& client : clients_) {
      client.join();
    }
  }

  /// Waits until some more are answered; false if that takes 10 s.
  bool is_served() const {
    const int before = answered_;
    const auto patience = std::chrono::steady_clock::now() + 10s;
    while (answered_ < before + 4 && std::chrono::steady_clock::now() < patience) {
      std::this_thread::sleep_for(1ms);
    }
    return answered_ >= before + 4;
  }

 private:
  void ask(std::uint16_t port, int number) {
    for (int turn = number; !is_over_; ++turn) {
      const auto patience = turn % 3 == 0 ? 2ms : 100ms * slower;
      RawClient client(port);
      End end = End::none;
      for (int request = 0; request < turn % 5 && end == End::none; ++request) {
        end = client.send(LiveProxy::plain_request) ? client.read_until("end", patience)
                                                    : End::closed;
        client.take();
        answered_ += end == End::none ? 1 : 0;
      }
      if (end == End::closed) {  // perhaps nobody is there
        std::this_thread::sleep_for(1ms);
      }
    }
  }

  std::atomic<bool> is_over_ = false;
  std::atomic<int> answered_ = 0;
  std::vector<std::thread> clients_;
};

bool answers(std::uint16_t port) {
  RawClient client(port);
  client.send(LiveProxy::plain_request);
  return client.read_until("end", 10s) == End::none;
}

TEST_CASE("a proxy outlives clients and an upstream that vanish, and a thousand calls a second",
          "[proxy]") {
  LiveProxy proxy(one_of_both_ways_to_wait());
  {
    const Crowd crowd(proxy.port());
    CHECK(crowd.is_served());
    auto next = std::chrono::steady_clock::now();
    for (std::size_t turn = 0; turn < 333; ++turn) {
      CHECK(proxy.send("POST", "/proxies/web/toxics", toxics[turn % toxics.size()]).status == 200);
      std::this_thread::sleep_until(next += 1ms);
      const std::string_view change = turn % 2 == 0 ? R"({"toxicity":0.5})" : R"({"toxicity":0})";
      CHECK(proxy.send("PATCH", "/proxies/web/toxics/t", change).status == 200);
      std::this_thread::sleep_until(next += 1ms);
      CHECK(proxy.send("DELETE", "/proxies/web/toxics/t").status == 204);
      std::this_thread::sleep_until(next += 1ms);
      if (turn % 20 == 5) {
        proxy.stop_upstream();
      } else if (turn % 20 == 8) {
        proxy.start_upstream();
      }
    }
    CHECK(crowd.is_served());
  }

  CHECK(proxy.has_none_left());
  CHECK(answers(proxy.port()));
}

TEST_CASE("a proxy that is disabled and enabled under load serves as before", "[proxy]") {
  LiveProxy proxy(one_of_both_ways_to_wait());
  const std::uint16_t port = proxy.port();
  {
    const Crowd crowd(port);
    for (int turn = 0; turn < 20; ++turn) {
      CHECK(crowd.is_served());
      CHECK(proxy.send("PATCH", "/proxies/web", R"({"enabled":false})").status == 200);
      CHECK(proxy.connections() == 0);
      CHECK(proxy.send("PATCH", "/proxies/web", R"({"enabled":true})").status == 200);
    }
  }

  CHECK(proxy.port() == port);
  CHECK(proxy.has_none_left());
  CHECK(answers(port));
}

}  // namespace
}  // namespace firedrill::tests
