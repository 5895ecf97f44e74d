#include "harness/live/task_queue.hpp"

#include <memory>
#include <string>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

void run_all(live::TaskQueue& queue) {
  while (queue.next_due()) {
    queue.pop().task();
  }
}

}  // namespace

TEST_CASE("the queue gives tasks in the order of instant, then of submission", "[live]") {
  live::TaskQueue queue;
  std::string order;
  queue.push(Instant{2ms}, [&] { order += 'b'; });
  queue.push(Instant{-1ms}, [&] { order += 'a'; });
  queue.push(Instant{2ms}, [&] { order += 'c'; });

  CHECK(queue.next_due() == Instant{-1ms});
  run_all(queue);

  CHECK(order == "abc");
  CHECK(queue.size() == 0);
}

TEST_CASE("an id is good for its own task only, however often its slot is used again", "[live]") {
  live::TaskQueue queue;
  const TaskId first = queue.push(Instant{1ms}, [] {});
  queue.pop();
  const TaskId second = queue.push(Instant{1ms}, [] {});

  CHECK(first.slot == second.slot);
  CHECK_FALSE(queue.cancel(first));
  CHECK(queue.size() == 1);
  CHECK(queue.cancel(second));
  CHECK_FALSE(queue.cancel(second));
  CHECK_FALSE(queue.cancel(TaskId{}));
  CHECK_FALSE(queue.next_due().has_value());
}

TEST_CASE("a cancelled task is destroyed at once", "[live]") {
  live::TaskQueue queue;
  const auto captured = std::make_shared<int>();
  const TaskId id = queue.push(Instant{1h}, [captured] {});

  queue.cancel(id);

  CHECK(captured.use_count() == 1);
}
