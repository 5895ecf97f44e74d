#include "harness/live/task_queue.hpp"

#include <cassert>

namespace firedrill::live {

TaskId TaskQueue::push(Instant due, Task task) {
  assert(task);
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[index];
  slot.task = std::move(task);
  slot.place = order_.emplace(std::pair{due, submitted_++}, index).first;
  return {.slot = index, .generation = slot.generation};
}

bool TaskQueue::cancel(TaskId id) {
  if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) {
    return false;
  }
  take(id.slot);
  return true;
}

std::optional<Instant> TaskQueue::next_due() const {
  return order_.empty() ? std::nullopt : std::optional{order_.begin()->first.first};
}

TaskQueue::Entry TaskQueue::pop() {
  assert(!order_.empty());
  const auto [place, slot] = *order_.begin();
  return {.due = place.first, .task = take(slot)};
}

/// Frees the slot and makes the task's id stale. A slot without a task has a generation that nobody
/// was given, so no id finds it.
Task TaskQueue::take(std::uint32_t slot) {
  Slot& taken = slots_[slot];
  taken.generation = taken.generation == 0xffffffffU ? 1 : taken.generation + 1;
  order_.erase(taken.place);
  free_slots_.push_back(slot);
  return std::exchange(taken.task, nullptr);
}

}  // namespace firedrill::live
