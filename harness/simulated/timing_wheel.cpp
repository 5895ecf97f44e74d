#include "harness/simulated/timing_wheel.hpp"

#include <algorithm>

namespace firedrill::simulated {

TimingWheel::TimingWheel(Instant start) : clock_(key_of(start)), nodes_(slot_count) {
  for (NodeIndex slot = 0; slot < slot_count; ++slot) {
    nodes_[slot].next = slot;
    nodes_[slot].previous = slot;
  }
}

/// Doubles the pool and strings the new nodes on the free list, lowest index first.
void TimingWheel::grow() {
  const std::size_t old_count = nodes_.size();
  const std::size_t new_count = std::max<std::size_t>(64, old_count - slot_count) + old_count;
  assert(new_count < free_mark);
  nodes_.resize(new_count);
  for (std::size_t index = new_count; index-- > old_count;) {
    nodes_[index].next = free_;
    nodes_[index].previous = free_mark;
    free_ = static_cast<NodeIndex>(index);
  }
}

/// The clock has entered the slot: its tasks now differ from the clock in a lower digit only.
void TimingWheel::move_down(NodeIndex slot) {
  NodeIndex index = nodes_[slot].next;
  nodes_[slot].next = slot;
  nodes_[slot].previous = slot;
  vacate(slot);
  while (index != slot) {
    const NodeIndex next = nodes_[index].next;
    append(index);
    index = next;
  }
}

}  // namespace firedrill::simulated
