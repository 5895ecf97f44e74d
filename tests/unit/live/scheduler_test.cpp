// What live::Scheduler adds to the contract of Scheduler (tests/contract/scheduler_test.cpp).
#include "harness/live/scheduler.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

/// Keeps the machine busy for a while, as a task would that takes long.
void block_for(Duration wall) {
  live::Scheduler clock;
  clock.run_until(Instant{wall});
}

}  // namespace

TEST_CASE("the live clock stands still until it is run", "[live]") {
  live::Scheduler scheduler{{.start = Instant{-2min}, .speed = 1000}};

  block_for(1ms);
  CHECK(scheduler.now() == Instant{-2min});
  scheduler.run_until(Instant{-2min});
  block_for(1ms);

  CHECK(scheduler.now() >= Instant{-2min + 1s});
}

TEST_CASE("a task sees the instant for which it was due, so a chain does not drift", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  std::vector<Instant> times;
  std::function<void()> tick = [&] {
    times.push_back(scheduler.now());
    block_for(50us);
    if (times.size() < 5) {
      scheduler.after(1s, tick);
    }
  };
  scheduler.after(1s, tick);

  scheduler.run_until(Instant{6s});

  CHECK(times == std::vector{Instant{1s}, Instant{2s}, Instant{3s}, Instant{4s}, Instant{5s}});
}

TEST_CASE("a task never sees an earlier time than was told outside of tasks", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  Instant told{};
  Instant seen{};
  scheduler.run_until(Instant{});
  scheduler.after(500ms, [&] { seen = scheduler.now(); });
  block_for(1ms);

  told = scheduler.now();
  scheduler.run_until(told);

  CHECK(told > Instant{500ms});
  CHECK(seen == told);
}

TEST_CASE("what became due while nobody ran the clock is not lost", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  bool ran = false;
  scheduler.run_until(Instant{});
  scheduler.after(500ms, [&] { ran = true; });
  block_for(1ms);

  scheduler.run_until(Instant{600ms});

  CHECK(ran);
}

TEST_CASE("the wire clock is not sped up", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  std::string order;
  scheduler.after_wire(2ms, [&] { order += 'w'; });
  scheduler.after(1900ms, [&] { order += 'i'; });
  const TaskId cancelled = scheduler.after_wire(1ms, [&] { order += 'c'; });

  CHECK(scheduler.cancel(cancelled));
  CHECK_FALSE(scheduler.cancel(cancelled));
  scheduler.run_until(Instant{1950ms});
  CHECK(order == "i");
  scheduler.run_until(Instant{2100ms});

  CHECK(order == "iw");
  CHECK(scheduler.speed() == 1000);
  CHECK(scheduler.incident_time(2ms) == 2s);
}

TEST_CASE("lateness is told in wall time", "[live]") {
  live::Scheduler wall;
  wall.run_until(wall.now());
  live::Scheduler scheduler{{.speed = 1000}};
  scheduler.after(1s, [] { block_for(3ms); });
  scheduler.after(2s, [] {});

  scheduler.run_until(Instant{5s});

  CHECK(scheduler.lateness().count() == 2);
  CHECK(scheduler.lateness().worst() >= 2ms);
  CHECK(scheduler.lateness().worst() <= wall.now().time_since_epoch());
}

TEST_CASE("another thread may post, and the task runs on the scheduler's thread", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  bool done = false;
  std::thread::id ran_on;
  const auto until_done = [&] {
    while (!done) {
      scheduler.run_until(scheduler.now() + 100ms);
    }
  };
  std::thread other{[&] {
    scheduler.post([&] {
      ran_on = std::this_thread::get_id();
      done = true;
    });
  }};

  until_done();
  other.join();

  CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("handlers of the io_context get their turn while tasks are always due", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  bool handled = false;
  int tasks = 0;
  std::function<void()> again = [&] {
    ++tasks;
    if (!handled) {
      scheduler.post(again);
    }
  };
  scheduler.post([&] {
    boost::asio::post(scheduler.io(), [&] { handled = true; });
    again();
  });

  scheduler.run_until(Instant{100s});

  CHECK(handled);
  CHECK(tasks < 10);
}

TEST_CASE("tasks get their turn while handlers are always ready", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  bool ran = false;
  std::function<void()> again = [&] {
    if (!ran) {
      boost::asio::post(scheduler.io(), again);
    }
  };
  boost::asio::post(scheduler.io(), again);
  scheduler.after(100ms, [&] { ran = true; });

  scheduler.run_until(Instant{200ms});

  CHECK(ran);
}

TEST_CASE("who gives up does not wait for the end", "[live]") {
  bool gives_up = false;
  live::Scheduler scheduler{{.gives_up = [&] { return gives_up; }}};
  scheduler.after(1ms, [&] { gives_up = true; });
  bool ran = false;
  scheduler.after(1h, [&] { ran = true; });

  scheduler.run_until(Instant{2h});

  CHECK_FALSE(ran);
  CHECK(scheduler.now() < Instant{1min});
}

TEST_CASE("a scheduler may go while tasks and posts wait", "[live]") {
  const auto captured = std::make_shared<int>();
  {
    live::Scheduler scheduler;
    scheduler.after(1h, [captured] {});
    std::thread{[&] { scheduler.post([captured] {}); }}.join();
  }

  CHECK(captured.use_count() == 1);
}

TEST_CASE("no task that is due before the end is left over, however the clock jumps", "[live]") {
  constexpr int rounds = 300;
  live::Scheduler scheduler{{.speed = 1'000'000}};  // a preemption is minutes long
  int ran = 0;
  for (int round = 1; round <= rounds; ++round) {
    const Instant end = scheduler.now() + 100s;
    scheduler.at(end, [&] { ++ran; });
    scheduler.at(end - Duration{1}, [&] { ++ran; });
    // A task that was submitted late is due at that later moment.
    scheduler.run_until(std::max(end, scheduler.now()));
    REQUIRE(ran == 2 * round);
  }
}

TEST_CASE("what a handler begins on a stalled machine is done by the end", "[live]") {
  live::Scheduler scheduler{{.speed = 1000}};
  int ran = 0;
  boost::asio::post(scheduler.io(), [&] {
    block_for(5ms);  // until long after the end
    CHECK(scheduler.now() == Instant{3s});
    CHECK(scheduler.lag() >= 2ms);
    scheduler.at(Instant{2s}, [&] {
      ++ran;
      scheduler.at(Instant{2500ms}, [&] { ++ran; });
    });
  });

  scheduler.run_until(Instant{3s});

  CHECK(ran == 2);
}
