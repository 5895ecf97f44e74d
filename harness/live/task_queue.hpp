#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/engine/scheduler.hpp"

namespace firedrill::live {

/// Tasks that wait, in the order of (due, submission). It has no clock. A push costs O(log n), a
/// cancel O(1): a live run has thousands of tasks a second, not millions, and a map is plain to
/// read.
class TaskQueue {
 public:
  struct Entry {
    Instant due{};
    Task task;
  };

  TaskId push(Instant due, Task task);

  /// True if the task was waiting; false, without any effect, if the id is stale.
  bool cancel(TaskId id);

  /// When the earliest task is due; nullopt if none waits.
  std::optional<Instant> next_due() const;

  /// Takes out the earliest task; its id is stale from now on. Requires a task that waits.
  Entry pop();

  std::size_t size() const { return order_.size(); }

 private:
  using Order = std::map<std::pair<Instant, std::uint64_t>, std::uint32_t>;  // to the slot

  struct Slot {
    Task task;
    std::uint32_t generation = 1;  // of the task that waits here, or of the next one
    Order::iterator place = {};
  };

  Task take(std::uint32_t slot);

  std::uint64_t submitted_ = 0;
  Order order_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace firedrill::live
