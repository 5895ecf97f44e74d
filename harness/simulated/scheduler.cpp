#include "harness/simulated/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace firedrill::simulated {

Scheduler::Scheduler(SchedulerOptions options)
    : now_(options.start),
      recorded_(options.recorded),
      gives_up_(std::move(options.gives_up)),
      wheel_(options.start),
      recorder_(options.recorded ? recorder_size : 0) {}

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
    if (recorded_) {
      record(*entry);
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

std::vector<TimingWheel::Entry> Scheduler::recent() const {
  std::vector<TimingWheel::Entry> entries;
  const std::uint64_t kept = std::min<std::uint64_t>(executed_, recorder_.size());
  for (std::uint64_t number = executed_ - kept; number < executed_; ++number) {
    entries.push_back(recorder_[number % recorder_size]);
  }
  return entries;
}

/// Frees the slot first, so that the task may submit others, and makes all ids of the task stale.
Task Scheduler::take(std::uint32_t slot) {
  ControlTask& entry = control_tasks_[slot];
  entry.generation = entry.generation == 0xffffffffU ? 1 : entry.generation + 1;
  free_slots_.push_back(slot);
  return std::exchange(entry.task, nullptr);
}

}  // namespace firedrill::simulated
