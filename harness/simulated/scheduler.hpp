#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "harness/core/digest.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/simulated/timing_wheel.hpp"

namespace firedrill::simulated {

/// Carries out one plain task. `context` is what its owner registered.
using PlainHandler = void (*)(void* context, PlainTask task);

struct SchedulerOptions {
  Instant start{};       ///< now() at first; negative where something comes before the incident
  bool digested = true;  ///< keep digest(); off only to measure what it costs
  /// Asked once in tasks_between_questions tasks, however many fall on one instant; true:
  /// run_until() returns at once, before its end. May be empty.
  std::function<bool()> gives_up = {};
};

/// Virtual time: now() jumps from one due task to the next, so a run takes no real time and one
/// seed always gives one order.
///
/// One queue holds two sorts of tasks, ordered among each other by (due, submission):
///  * the control plane's, as in the interface: any callable, safe ids;
///  * the world's plain tasks, for the millions of steps of requests: no allocation, no virtual
///    call, and their NodeIndex is good only until the task has run.
class Scheduler final : public firedrill::Scheduler {
 public:
  /// The kind of the control plane's tasks; plain tasks must use another.
  static constexpr std::uint16_t control_kind = 0xffffU;
  static constexpr std::uint64_t tasks_between_questions = 65'536;

  explicit Scheduler(SchedulerOptions options = {});

  Instant now() const override { return now_; }

  TaskId at(Instant due, Task task) override;
  bool cancel(TaskId id) override;

  void post(Task task) override { at(now_, std::move(task)); }

  /// Leaves now() where it is if the options' gives_up says so.
  void run_until(Instant end) override;

  /// Who carries out plain tasks; one owner, before the first of them is due. `context` must live
  /// as long as tasks run.
  void set_plain_handler(PlainHandler handler, void* context) {
    plain_handler_ = handler;
    plain_context_ = context;
  }

  /// A due time in the past means now.
  NodeIndex plain_at(Instant due, PlainTask task) {
    assert(task.kind != control_kind);
    return wheel_.push(due < now_ ? now_ : due, task);
  }

  /// Requires a plain task that has neither started nor been cancelled.
  void plain_cancel(NodeIndex node) { wheel_.cancel(node); }

  /// Fingerprint of every task that has started: when, what kind, on what. Equal runs, equal value.
  std::uint64_t digest() const { return digest_.value(); }

  /// How many tasks have started.
  std::uint64_t executed() const { return executed_; }

  /// How many tasks wait.
  std::size_t waiting() const { return wheel_.size(); }

 private:
  struct ControlTask {
    Task task;
    std::uint32_t generation = 1;  // that of the task that waits here, or of the next one
    NodeIndex node = no_node;
  };

  Task take(std::uint32_t slot);

  Instant now_;
  bool digested_;
  std::function<bool()> gives_up_;
  PlainHandler plain_handler_ = nullptr;
  void* plain_context_ = nullptr;
  std::uint64_t executed_ = 0;
  Digest digest_;
  TimingWheel wheel_;
  std::vector<ControlTask> control_tasks_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace firedrill::simulated
