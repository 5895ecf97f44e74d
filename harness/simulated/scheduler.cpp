#include "harness/simulated/scheduler.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace firedrill::simulated {

Scheduler::Scheduler(SchedulerOptions options)
    : now_(options.start),
      digested_(options.digested),
      gives_up_(std::move(options.gives_up)),
      wheel_(options.start) {}

TaskId Scheduler::at(Instant due, Task task) {
  assert(task);
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(control_tasks_.size()));
    control_tasks_.emplace_back();
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  ControlTask& entry = control_tasks_[slot];
  entry.task = std::move(task);
  entry.node = wheel_.push(std::max(due, now_), {.kind = control_kind, .subject = slot});
  return {.slot = slot, .generation = entry.generation};
}

bool Scheduler::cancel(TaskId id) {
  if (id.slot >= control_tasks_.size() || control_tasks_[id.slot].generation != id.generation) {
    return false;
  }
  wheel_.cancel(control_tasks_[id.slot].node);
  take(id.slot);
  return true;
}

void Scheduler::run_until(Instant end) {
  while (const TimingWheel::Entry* const entry = wheel_.pop_until(end)) {
    now_ = entry->due;
    if (digested_) {
      digest_.mix(static_cast<std::uint64_t>(entry->due.time_since_epoch().count()),
                  std::bit_cast<std::uint64_t>(entry->task));
    }
    ++executed_;
    if (entry->task.kind == control_kind) {
      take(entry->task.subject)();
    } else {
      plain_handler_(plain_context_, entry->task);
    }
    if (executed_ % tasks_between_questions == 0 && gives_up_ && gives_up_()) {
      return;
    }
  }
  now_ = std::max(now_, end);
}

/// Frees the slot first, so that the task may submit others, and makes all ids of the task stale.
Task Scheduler::take(std::uint32_t slot) {
  ControlTask& entry = control_tasks_[slot];
  entry.generation = entry.generation == 0xffffffffU ? 1 : entry.generation + 1;
  free_slots_.push_back(slot);
  return std::exchange(entry.task, nullptr);
}

}  // namespace firedrill::simulated
