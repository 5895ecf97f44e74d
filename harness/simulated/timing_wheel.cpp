#include "harness/simulated/timing_wheel.hpp"

#include <algorithm>

namespace firedrill::simulated {

/// Doubles the pool and strings the new nodes on the free list, lowest index first.
void TimingWheel::grow() {
  const std::size_t old_count = nodes_.size();
  const std::size_t new_count = std::max<std::size_t>(64, old_count * 2);
  assert(new_count < free_mark);
  nodes_.resize(new_count);
  for (std::size_t index = new_count; index-- > old_count;) {
    nodes_[index].next = free_;
    nodes_[index].previous = free_mark;
    free_ = static_cast<NodeIndex>(index);
  }
}

/// The clock has entered the slot: its tasks now differ from the clock in a lower digit only.
void TimingWheel::move_down(Place place) {
  NodeIndex index = lists_[place.list()].first;
  lists_[place.list()] = {};
  vacate(place);
  while (index != no_node) {
    const NodeIndex next = nodes_[index].next;
    append(index);
    index = next;
  }
}

}  // namespace firedrill::simulated
