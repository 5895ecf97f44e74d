#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill::simulated {

/// A unit of work as plain data: what to do and to which thing; only its owner knows the meaning.
/// It stays this small so that a queued one fits into 24 bytes.
struct PlainTask {
  std::uint16_t kind = 0;
  std::uint16_t detail = 0;
  std::uint32_t subject = 0;

  bool operator==(const PlainTask&) const = default;
};

/// Names a queued task until that task is popped or cancelled; then the index is used again.
using NodeIndex = std::uint32_t;

constexpr NodeIndex no_node = 0xffffffffU;

/// A priority queue for simulated time: push, pop and cancel in O(1), in the order of (due,
/// insertion), exact to the nanosecond over the whole range of Instant.
///
/// The due time is read as 11 digits in base 64. A task waits at the level of the highest digit in
/// which it differs from the clock, in the slot that this digit names; so the first occupied slot
/// of the lowest occupied level holds the earliest task. When the clock enters a slot of a higher
/// level, its tasks move down, in order. Tasks of one instant always share a slot, where they stay
/// in the order of insertion. Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels",
/// SOSP 1987, scheme 7, with the clock advancing from task to task instead of tick by tick.
class TimingWheel {
 public:
  struct Entry {
    Instant due{};
    PlainTask task{};
  };

  static constexpr std::size_t bytes_per_task = 24;

  /// Nothing may be due before `start`.
  explicit TimingWheel(Instant start);

  /// Requires `due` not before the last popped entry, nor before the `end` of a pop_until() that
  /// found nothing.
  NodeIndex push(Instant due, PlainTask task) {
    assert(key_of(due) >= clock_);
    if (free_ == no_node) {
      grow();
    }
    const NodeIndex index = free_;
    Node& node = nodes_[index];
    free_ = node.next;
    node.entry = {due, task};
    append(index);
    ++size_;
    return index;
  }

  /// Requires the index of a task that still waits.
  void cancel(NodeIndex index) {
    assert(nodes_[index].previous != free_mark);
    remove(index);
  }

  /// Takes out the earliest task if it is due at or before `end`, otherwise null. What it points to
  /// stays as it is until the next push().
  const Entry* pop_until(Instant end) {
    while (levels_ != 0) {
      const auto level = static_cast<unsigned>(std::countr_zero(levels_));
      const auto digit = static_cast<unsigned>(std::countr_zero(occupied_[level]));
      const NodeIndex slot = level * digits + digit;
      const NodeIndex first = nodes_[slot].next;
      const Instant due = nodes_[first].entry.due;
      if (level == 0 || first == nodes_[slot].previous) {
        if (due > end) {
          return nullptr;
        }
        clock_ = key_of(due);
        remove(first);
        return &nodes_[first].entry;
      }
      const std::uint64_t slot_start = key_of(due) & (~std::uint64_t{0} << (level * bits));
      if (slot_start > key_of(end)) {
        return nullptr;
      }
      clock_ = slot_start;
      move_down(slot);
    }
    return nullptr;
  }

  /// Number of tasks that wait.
  std::size_t size() const { return size_; }

 private:
  static constexpr unsigned bits = 6;
  static constexpr unsigned digits = 1U << bits;
  static constexpr unsigned level_count = 11;  // 11 * 6 bits >= 64
  static constexpr NodeIndex slot_count = level_count * digits;
  static constexpr NodeIndex free_mark = 0xfffffffeU;

  /// The tasks of a slot and the slot itself form a ring. Slots are the first nodes of the pool:
  /// level * 64 + digit.
  struct Node {
    Entry entry;
    NodeIndex next = no_node;  // also links the free nodes
    NodeIndex previous = no_node;
  };

  static_assert(sizeof(Node) == bytes_per_task);

  /// The due time as an unsigned number in the same order.
  static std::uint64_t key_of(Instant instant) {
    return static_cast<std::uint64_t>(instant.time_since_epoch().count()) ^ (1ULL << 63U);
  }

  void append(NodeIndex index) {
    Node& node = nodes_[index];
    const std::uint64_t key = key_of(node.entry.due);
    const unsigned level = (static_cast<unsigned>(std::bit_width((key ^ clock_) | 1U)) - 1U) / bits;
    const unsigned digit = static_cast<unsigned>(key >> (level * bits)) % digits;
    const NodeIndex slot = level * digits + digit;
    const NodeIndex last = nodes_[slot].previous;
    node.next = slot;
    node.previous = last;
    nodes_[last].next = index;
    nodes_[slot].previous = index;
    occupied_[level] |= std::uint64_t{1} << digit;
    levels_ |= 1U << level;
  }

  void remove(NodeIndex index) {
    Node& node = nodes_[index];
    nodes_[node.previous].next = node.next;
    nodes_[node.next].previous = node.previous;
    if (node.next == node.previous) {  // only the slot is left
      vacate(node.next);
    }
    node.next = free_;
    node.previous = free_mark;
    free_ = index;
    --size_;
  }

  void vacate(NodeIndex slot) {
    const unsigned level = slot / digits;
    occupied_[level] &= ~(std::uint64_t{1} << (slot % digits));
    if (occupied_[level] == 0) {
      levels_ &= ~(1U << level);
    }
  }

  void grow();
  void move_down(NodeIndex slot);

  std::uint64_t clock_;       // no task that waits is due before it
  std::uint32_t levels_ = 0;  // bit n: some slot of level n is occupied
  NodeIndex free_ = no_node;
  std::size_t size_ = 0;
  std::array<std::uint64_t, level_count> occupied_{};  // bit n: digit n of that level is occupied
  std::vector<Node> nodes_;
};

}  // namespace firedrill::simulated
