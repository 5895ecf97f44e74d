// The contract of firedrill::Scheduler. The real clock is sped up: what takes 5 ms here takes it 50
// us.
#include "harness/engine/scheduler.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/live/scheduler.hpp"
#include "harness/simulated/scheduler.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

template <class T>
T make_scheduler(Instant start = {}) {
  if constexpr (std::is_same_v<T, live::Scheduler>) {
    return T{{.start = start, .speed = 100}};
  } else {
    return T{{.start = start}};
  }
}

}  // namespace

#define SCHEDULER_TEST(name) \
  TEMPLATE_TEST_CASE(name, "[contract][scheduler]", simulated::Scheduler, live::Scheduler)

SCHEDULER_TEST("tasks run in order of instant, then of submission") {
  TestType scheduler = make_scheduler<TestType>();
  std::string order;
  const Instant due = scheduler.now() + 5ms;
  scheduler.at(due, [&] { order += 'a'; });
  scheduler.at(due, [&] { order += 'b'; });
  scheduler.at(due - 1ms, [&] { order += '0'; });
  scheduler.at(due, [&] { order += 'c'; });

  scheduler.run_until(due + 1ms);

  CHECK(order == "0abc");
}

SCHEDULER_TEST("a task never runs before its instant") {
  TestType scheduler = make_scheduler<TestType>();
  const Instant due = scheduler.now() + 3ms;
  Instant ran{};
  scheduler.at(due, [&] { ran = scheduler.now(); });

  scheduler.run_until(due + 10ms);

  CHECK(ran >= due);
}

SCHEDULER_TEST("run_until runs what is due at its end and nothing later") {
  TestType scheduler = make_scheduler<TestType>();
  std::string order;
  const Instant end = scheduler.now() + 5ms;
  scheduler.at(end, [&] { order += 'a'; });
  scheduler.at(end + 1h, [&] { order += 'b'; });

  scheduler.run_until(end);

  CHECK(order == "a");
  CHECK(scheduler.now() >= end);
}

SCHEDULER_TEST("what is due at the end of a run is not lost, however short the run") {
  for (Duration length{}; length < 50us; length += 100ns) {
    TestType scheduler = make_scheduler<TestType>();
    bool ran = false;
    scheduler.at(scheduler.now() + length, [&] { ran = true; });

    scheduler.run_until(scheduler.now() + length);

    CAPTURE(length.count());
    REQUIRE(ran);
  }
}

SCHEDULER_TEST("run_until goes on where it stopped") {
  TestType scheduler = make_scheduler<TestType>();
  std::string order;
  const Instant start = scheduler.now();
  scheduler.at(start + 2ms, [&] { order += 'a'; });
  scheduler.at(start + 4ms, [&] { order += 'b'; });

  scheduler.run_until(start + 3ms);
  CHECK(order == "a");
  scheduler.run_until(start + 5ms);

  CHECK(order == "ab");
}

SCHEDULER_TEST("a run_until whose end has passed runs nothing and keeps the time") {
  TestType scheduler = make_scheduler<TestType>();
  bool ran = false;
  scheduler.run_until(scheduler.now() + 2ms);
  const Instant before = scheduler.now();
  scheduler.at(before + 1h, [&] { ran = true; });

  scheduler.run_until(before - 1ms);

  CHECK_FALSE(ran);
  CHECK(scheduler.now() >= before);
}

SCHEDULER_TEST("now never goes back from task to task") {
  TestType scheduler = make_scheduler<TestType>();
  std::vector<Instant> times;
  const Instant start = scheduler.now();
  for (const auto delay : {3ms, 1ms, 2ms, 1ms}) {
    scheduler.after(delay, [&] { times.push_back(scheduler.now()); });
  }

  scheduler.run_until(start + 5ms);

  CHECK(times.size() == 4);
  CHECK(std::is_sorted(times.begin(), times.end()));
}

SCHEDULER_TEST("after counts from now, also inside a task") {
  TestType scheduler = make_scheduler<TestType>();
  const Instant start = scheduler.now();
  Instant ran{};
  scheduler.after(2ms, [&] { scheduler.after(2ms, [&] { ran = scheduler.now(); }); });

  scheduler.run_until(start + 20ms);

  CHECK(ran >= start + 4ms);
}

SCHEDULER_TEST("a task for the past runs as soon as possible") {
  TestType scheduler = make_scheduler<TestType>();
  bool ran = false;
  scheduler.run_until(scheduler.now() + 2ms);

  scheduler.at(scheduler.now() - 1ms, [&] { ran = true; });
  scheduler.after(-1ms, [] {});
  scheduler.run_until(scheduler.now() + 2ms);

  CHECK(ran);
}

SCHEDULER_TEST("what a task posts runs in the same run, after what was already due") {
  TestType scheduler = make_scheduler<TestType>();
  std::string order;
  const Instant due = scheduler.now() + 2ms;
  scheduler.at(due, [&] {
    order += 'a';
    scheduler.post([&] { order += 'c'; });
  });
  scheduler.at(due, [&] { order += 'b'; });

  scheduler.run_until(due + 5ms);

  CHECK(order == "abc");
}

SCHEDULER_TEST("a cancelled task never runs, and cancelling twice is harmless") {
  TestType scheduler = make_scheduler<TestType>();
  bool ran = false;
  const TaskId id = scheduler.after(2ms, [&] { ran = true; });

  CHECK(scheduler.cancel(id));
  CHECK_FALSE(scheduler.cancel(id));
  scheduler.run_until(scheduler.now() + 5ms);

  CHECK_FALSE(ran);
}

SCHEDULER_TEST("a task can cancel another of its own instant") {
  TestType scheduler = make_scheduler<TestType>();
  std::string order;
  TaskId victim{};
  const Instant due = scheduler.now() + 2ms;
  scheduler.at(due, [&] {
    order += 'a';
    CHECK(scheduler.cancel(victim));
  });
  victim = scheduler.at(due, [&] { order += 'b'; });
  scheduler.at(due, [&] { order += 'c'; });

  scheduler.run_until(due + 5ms);

  CHECK(order == "ac");
}

SCHEDULER_TEST("a running task cannot cancel itself") {
  TestType scheduler = make_scheduler<TestType>();
  TaskId own{};
  bool cancelled = true;
  own = scheduler.after(1ms, [&] { cancelled = scheduler.cancel(own); });

  scheduler.run_until(scheduler.now() + 5ms);

  CHECK_FALSE(cancelled);
}

SCHEDULER_TEST("stale and empty ids cancel nothing") {
  TestType scheduler = make_scheduler<TestType>();
  int runs = 0;
  const TaskId old = scheduler.after(1ms, [&] { ++runs; });
  scheduler.run_until(scheduler.now() + 2ms);

  scheduler.after(1ms, [&] { ++runs; });
  CHECK_FALSE(scheduler.cancel(old));
  CHECK_FALSE(scheduler.cancel(TaskId{}));
  CHECK_FALSE(scheduler.cancel(TaskId{.slot = 1'000'000, .generation = 1}));
  scheduler.run_until(scheduler.now() + 5ms);

  CHECK(runs == 2);
}

SCHEDULER_TEST("what a task captured is freed once it has run or was cancelled") {
  TestType scheduler = make_scheduler<TestType>();
  const auto run = std::make_shared<int>();
  const auto cancelled = std::make_shared<int>();
  scheduler.after(1ms, [run] {});
  const TaskId id = scheduler.after(1ms, [cancelled] {});

  scheduler.cancel(id);
  CHECK(cancelled.use_count() == 1);
  scheduler.run_until(scheduler.now() + 5ms);

  CHECK(run.use_count() == 1);
}

SCHEDULER_TEST("a task may submit many others while it runs") {
  TestType scheduler = make_scheduler<TestType>();
  int runs = 0;
  const Instant start = scheduler.now();
  scheduler.after(1ms, [&] {
    for (int i = 0; i < 1000; ++i) {
      scheduler.post([&runs] { ++runs; });
    }
  });

  scheduler.run_until(start + 500ms);

  CHECK(runs == 1000);
}

SCHEDULER_TEST("instants may be negative") {
  TestType scheduler = make_scheduler<TestType>(Instant{-5ms});
  std::vector<Instant> times;
  CHECK(scheduler.now() == Instant{-5ms});
  for (const auto due : {Instant{1ms}, Instant{-2ms}, Instant{}}) {
    scheduler.at(due, [&] { times.push_back(scheduler.now()); });
  }

  scheduler.run_until(Instant{2ms});

  CHECK(times.size() == 3);
  CHECK(times.front() >= Instant{-2ms});
  CHECK(std::is_sorted(times.begin(), times.end()));
}

SCHEDULER_TEST("a task due long after any run does not stand in the way") {
  TestType scheduler = make_scheduler<TestType>();
  bool ran = false;
  scheduler.at(Instant::max(), [] {});
  scheduler.after(1ms, [&] { ran = true; });

  scheduler.run_until(scheduler.now() + 2ms);

  CHECK(ran);
}
