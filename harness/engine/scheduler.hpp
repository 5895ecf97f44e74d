#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "harness/core/time.hpp"

namespace firedrill {

/// What a component wants done later.
using Task = std::function<void()>;

/// Names one submitted task, for cancel(). A value-initialised TaskId names none. An id stays safe
/// for ever: once its task has run or was cancelled the id is stale, and a stale id never hits the
/// task that has since taken the same slot, because that one has another generation.
struct TaskId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;  ///< 0 is never given out.

  bool operator==(const TaskId&) const = default;
};

/// The seam between virtual and live time, with exactly two implementations:
/// simulated::Scheduler and live::Scheduler.
///
/// Contract (tests/contract/scheduler_test.cpp holds every implementation to it):
///  * Tasks run one at a time, on the thread that called run_until().
///  * A task never runs before its instant. A task for the past runs as soon as possible.
///  * Tasks run in the order of (instant, submission); what a task submits for its own instant
///    runs in the same run_until(), after everything already submitted for that instant.
///  * A task runs once. It is destroyed before the next one runs, so what it captured is freed.
///  * Instants may be negative: the phase before the incident ends at 0.
///  * Another thread may call post() on live::Scheduler, and nothing else.
class Scheduler {
 public:
  Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  virtual ~Scheduler() = default;

  /// Never goes back. While a task runs in virtual time this is exactly the task's instant.
  virtual Instant now() const = 0;

  /// Requires a callable task. What the task refers to must live until it has run; an owner that
  /// goes earlier cancels it first.
  virtual TaskId at(Instant due, Task task) = 0;

  /// True if the task was waiting and now will never run; false, without any effect, if the id is
  /// stale (already ran, runs right now, already cancelled). O(1).
  virtual bool cancel(TaskId id) = 0;

  /// As soon as possible, after everything already submitted for now().
  virtual void post(Task task) = 0;

  /// Runs every task due at or before `end`, in order, then leaves now() at `end`. An `end` that
  /// lies before now() runs nothing. Must not be called from within a task.
  virtual void run_until(Instant end) = 0;

  /// at() counted from now(); a negative delay means now.
  TaskId after(Duration delay, Task task) { return at(now() + delay, std::move(task)); }
};

}  // namespace firedrill
