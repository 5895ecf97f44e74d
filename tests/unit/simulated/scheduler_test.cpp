#include "harness/simulated/scheduler.hpp"

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using firedrill::Instant;
using firedrill::TaskId;
using firedrill::simulated::NodeIndex;
using firedrill::simulated::PlainTask;
using firedrill::simulated::Scheduler;

namespace {

/// Keeps the subjects of the plain tasks it is given.
struct Recorder {
  std::vector<std::uint32_t> subjects;

  static void handle(void* context, PlainTask task) {
    static_cast<Recorder*>(context)->subjects.push_back(task.subject);
  }
};

std::uint64_t digest_of(const std::vector<std::pair<Instant, PlainTask>>& tasks) {
  Scheduler scheduler;
  Recorder recorder;
  scheduler.set_plain_handler(&Recorder::handle, &recorder);
  for (const auto& [due, task] : tasks) {
    scheduler.plain_at(due, task);
  }
  scheduler.run_until(Instant{1h});
  return scheduler.digest();
}

}  // namespace

TEST_CASE("virtual time starts where it is told and takes no real time", "[unit][simulated]") {
  Scheduler scheduler{{.start = Instant{-120s}}};
  CHECK(scheduler.now() == Instant{-120s});

  scheduler.run_until(Instant{24h * 365});

  CHECK(scheduler.now() == Instant{24h * 365});
}

TEST_CASE("control and plain tasks of one instant share one order", "[unit][simulated]") {
  Scheduler scheduler;
  Recorder recorder;
  scheduler.set_plain_handler(&Recorder::handle, &recorder);

  scheduler.plain_at(Instant{1s}, {.subject = 1});
  scheduler.at(Instant{1s}, [&] { recorder.subjects.push_back(2); });
  scheduler.plain_at(Instant{1s}, {.subject = 3});
  scheduler.run_until(Instant{1s});

  CHECK(recorder.subjects == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("a plain task carries all its fields to the handler", "[unit][simulated]") {
  Scheduler scheduler;
  PlainTask seen;
  scheduler.set_plain_handler(
      [](void* context, PlainTask task) { *static_cast<PlainTask*>(context) = task; }, &seen);

  scheduler.plain_at(Instant{1s}, {.kind = 7, .detail = 65535, .subject = 4'000'000'000});
  scheduler.run_until(Instant{1s});

  CHECK(seen == PlainTask{.kind = 7, .detail = 65535, .subject = 4'000'000'000});
}

TEST_CASE("a cancelled plain task never reaches the handler", "[unit][simulated]") {
  Scheduler scheduler;
  Recorder recorder;
  scheduler.set_plain_handler(&Recorder::handle, &recorder);

  const NodeIndex timeout = scheduler.plain_at(Instant{2s}, {.subject = 1});
  scheduler.plain_at(Instant{1s}, {.subject = 2});
  scheduler.at(Instant{1s}, [&] { scheduler.plain_cancel(timeout); });
  scheduler.run_until(Instant{3s});

  CHECK(recorder.subjects == std::vector<std::uint32_t>{2});
  CHECK(scheduler.waiting() == 0);
}

TEST_CASE("a plain task for the past runs now", "[unit][simulated]") {
  Scheduler scheduler;
  Recorder recorder;
  scheduler.set_plain_handler(&Recorder::handle, &recorder);
  scheduler.run_until(Instant{5s});

  scheduler.plain_at(Instant{1s}, {.subject = 1});
  scheduler.run_until(Instant{5s});

  CHECK(recorder.subjects == std::vector<std::uint32_t>{1});
  CHECK(scheduler.now() == Instant{5s});
}

TEST_CASE("a stale id never hits the slot's next task", "[unit][simulated]") {
  Scheduler scheduler;
  const TaskId first = scheduler.at(Instant{1s}, [] {});
  scheduler.run_until(Instant{1s});
  bool ran = false;
  const TaskId second = scheduler.at(Instant{2s}, [&] { ran = true; });

  CHECK(first.slot == second.slot);
  CHECK_FALSE(scheduler.cancel(first));
  scheduler.run_until(Instant{2s});

  CHECK(ran);
}

TEST_CASE("the digest tells time, kind and subject apart", "[unit][simulated]") {
  const std::uint64_t base = digest_of({{Instant{1s}, {.kind = 1, .subject = 2}}});

  CHECK(base == digest_of({{Instant{1s}, {.kind = 1, .subject = 2}}}));
  CHECK(base != digest_of({}));
  CHECK(base != digest_of({{Instant{1s} + 1ns, {.kind = 1, .subject = 2}}}));
  CHECK(base != digest_of({{Instant{1s}, {.kind = 2, .subject = 2}}}));
  CHECK(base != digest_of({{Instant{1s}, {.kind = 1, .subject = 3}}}));
  CHECK(base != digest_of({{Instant{1s}, {.kind = 1, .detail = 1, .subject = 2}}}));
}

TEST_CASE("the digest does not see tasks that were cancelled", "[unit][simulated]") {
  Scheduler plain;
  Scheduler with_cancelled;
  with_cancelled.cancel(with_cancelled.at(Instant{1s}, [] {}));
  for (Scheduler* scheduler : {&plain, &with_cancelled}) {
    scheduler->at(Instant{2s}, [] {});
    scheduler->run_until(Instant{3s});
  }

  CHECK(plain.digest() == with_cancelled.digest());
  CHECK(plain.digest() != Scheduler{}.digest());
}

TEST_CASE("a scheduler without a digest runs the same tasks", "[unit][simulated]") {
  Scheduler scheduler{{.digested = false}};
  std::string order;
  scheduler.at(Instant{2s}, [&] { order += 'b'; });
  scheduler.at(Instant{1s}, [&] { order += 'a'; });

  scheduler.run_until(Instant{3s});

  CHECK(order == "ab");
  CHECK(scheduler.executed() == 2);
  CHECK(scheduler.digest() == Scheduler{}.digest());
}

TEST_CASE("whoever runs tasks can be made to give up within one endless instant",
          "[unit][simulated]") {
  int asked = 0;
  Scheduler scheduler{{.gives_up = [&] { return ++asked == 3; }}};
  std::uint64_t ran = 0;
  const std::function<void()> again = [&] {
    ++ran;
    scheduler.post(again);
  };
  scheduler.post(again);

  scheduler.run_until(Instant{1s});

  CHECK(ran == 3 * Scheduler::tasks_between_questions);
  CHECK(scheduler.now() == Instant{});
}
