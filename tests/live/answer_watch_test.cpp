// Whether it is seen that requests wait although timers are punctual.
#include "harness/live/answer_watch.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "mock_services/http/server.hpp"
#include "tests/live/supervised.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::test;

namespace {

/// A process that answers when the test lets it, and the watch over it.
struct Watched {
  Watched() { REQUIRE(server); }

  bool wait_until(const std::function<bool()>& condition) {
    const Instant end = scheduler.now() + patience;
    while (!condition() && scheduler.now() < end) {
      scheduler.run_until(scheduler.now() + 2ms);
    }
    return condition();
  }

  void pass(Duration time) { scheduler.run_until(scheduler.now() + time); }

  void answer() { (*std::exchange(waiting, std::nullopt))(http::text_reply(200, "ok")); }

  bool is_late() const { return !watch.of(0).when().empty(); }

  live::Scheduler scheduler;
  bool answers_at_once = false;
  std::size_t asked = 0;
  std::optional<http::Responder> waiting;
  Result<http::Server> server = http::Server::start(
      scheduler.io(), {}, [this](const http::Request&, http::Responder respond) {
        ++asked;
        waiting = std::move(respond);
        if (answers_at_once) {
          answer();
        }
      });
  live::WatchedProcess process{
      .origin = {.address = "127.0.0.1", .port = server->port()}, .answers = true, .state = 1};
  live::AnswerWatch watch{scheduler, [this] { return std::vector{process}; }};
};

/// Handlers of 50 ms that keep an io_context busy, each as soon as it gets its turn again.
void keep_busy(boost::asio::io_context& io) {
  boost::asio::post(io, [&io] {
    const auto end = std::chrono::steady_clock::now() + 50ms;
    while (std::chrono::steady_clock::now() < end) {
    }
    keep_busy(io);
  });
}

}  // namespace

TEST_CASE("an answer that waits for many short handlers is late", "[live]") {
  Watched one;
  one.answers_at_once = true;
  for (int chain = 0; chain < 4; ++chain) {
    keep_busy(one.scheduler.io());
  }

  one.watch.start();

  CHECK(one.wait_until([&] { return one.is_late(); }));
}

TEST_CASE("answers that come at once are not late", "[live]") {
  bool is_late = true;
  for (int attempt = 0; is_late && attempt < 3; ++attempt) {  // the machine may stall
    Watched one;
    one.answers_at_once = true;
    one.watch.start();

    CHECK(one.wait_until([&] { return one.asked == 2; }));

    is_late = one.is_late();
  }
  CHECK_FALSE(is_late);
}

TEST_CASE(
    "an answer after more than 250 ms is late from the question on, and the next is asked for",
    "[live]") {
  Watched one;
  one.watch.start();
  REQUIRE(one.wait_until([&] { return one.waiting.has_value(); }));
  one.pass(300ms);
  const Instant answered = one.scheduler.now();
  one.answer();
  one.answers_at_once = true;

  REQUIRE(one.wait_until([&] { return one.asked == 2; }));

  REQUIRE(one.is_late());
  const LateSpan late = one.watch.of(0).when().all().front();
  CHECK(late.until - late.from > 300ms);
  CHECK(late.from < answered - 300ms);
  CHECK(late.until >= answered);
}

TEST_CASE("an answer that never came is late when the watch ends", "[live]") {
  Watched one;
  one.watch.start();
  REQUIRE(one.wait_until([&] { return one.waiting.has_value(); }));
  one.pass(300ms);

  one.watch.stop();

  CHECK(one.is_late());
}

TEST_CASE("what was stopped or started meanwhile is not late", "[live]") {
  Watched one;
  one.watch.start();
  REQUIRE(one.wait_until([&] { return one.waiting.has_value(); }));

  SECTION("it goes on, or lives again") {
    one.pass(300ms);
    ++one.process.state;
    one.answer();
    one.answers_at_once = true;
    REQUIRE(one.wait_until([&] { return one.asked == 2; }));
  }
  SECTION("it still hangs, or is down") {
    one.process.answers = false;
    one.pass(300ms);
    one.watch.stop();
    CHECK(one.asked == 1);
  }

  CHECK_FALSE(one.is_late());
}
