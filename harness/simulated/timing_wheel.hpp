#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
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
    Instant due;
    PlainTask task;
  };

  /// Nothing may be due before `start`.
  explicit TimingWheel(Instant start) : clock_(key_of(start)) {}

  /// Requires `due` not before the last popped entry, nor before the `end` of a pop_until() that
  /// found nothing.
  NodeIndex push(Instant due, PlainTask task) {
    assert(key_of(due) >= clock_);
    const NodeIndex index = allocate();
    Node& node = nodes_[index];
    node.due = due;
    node.task = task;
    append(index);
    ++size_;
    return index;
  }

  /// Requires the index of a task that still waits.
  void cancel(NodeIndex index) {
    assert(nodes_[index].previous != free_mark);
    unlink(index, place_of(nodes_[index].due));
    release(index);
  }

  /// Takes out the earliest task if it is due at or before `end`.
  std::optional<Entry> pop_until(Instant end) {
    while (levels_ != 0) {
      const auto level = static_cast<unsigned>(std::countr_zero(levels_));
      const Place place{level, static_cast<unsigned>(std::countr_zero(occupied_[level]))};
      const List& list = lists_[place.list()];
      const NodeIndex first = list.first;
      const Entry entry{nodes_[first].due, nodes_[first].task};
      if (level == 0 || first == list.last) {
        if (entry.due > end) {
          return std::nullopt;
        }
        clock_ = key_of(entry.due);
        unlink(first, place);
        release(first);
        return entry;
      }
      const std::uint64_t slot_start = key_of(entry.due) & (~std::uint64_t{0} << place.shift());
      if (slot_start > key_of(end)) {
        return std::nullopt;
      }
      clock_ = slot_start;
      move_down(place);
    }
    return std::nullopt;
  }

  /// Number of tasks that wait.
  std::size_t size() const { return size_; }

 private:
  static constexpr unsigned bits = 6;
  static constexpr unsigned slots = 1U << bits;
  static constexpr unsigned level_count = 11;  // 11 * 6 bits >= 64
  static constexpr NodeIndex free_mark = 0xfffffffeU;

  struct Node {
    Instant due;
    NodeIndex next = no_node;  // also links the free nodes
    NodeIndex previous = no_node;
    PlainTask task;
  };

  static_assert(sizeof(Node) == 24);

  struct List {
    NodeIndex first = no_node;
    NodeIndex last = no_node;
  };

  struct Place {
    unsigned level;
    unsigned slot;

    unsigned list() const { return level * slots + slot; }

    unsigned shift() const { return level * bits; }
  };

  /// The due time as an unsigned number in the same order.
  static std::uint64_t key_of(Instant instant) {
    return static_cast<std::uint64_t>(instant.time_since_epoch().count()) ^ (1ULL << 63U);
  }

  Place place_of(Instant due) const {
    const std::uint64_t key = key_of(due);
    const auto highest = static_cast<unsigned>(std::bit_width((key ^ clock_) | 1U)) - 1U;
    const unsigned level = highest / bits;
    return {level, static_cast<unsigned>(key >> (level * bits)) & (slots - 1U)};
  }

  NodeIndex allocate() {
    if (free_ == no_node) {
      grow();
    }
    const NodeIndex index = free_;
    free_ = nodes_[index].next;
    return index;
  }

  void release(NodeIndex index) {
    nodes_[index].next = free_;
    nodes_[index].previous = free_mark;
    free_ = index;
    --size_;
  }

  void append(NodeIndex index) {
    const Place place = place_of(nodes_[index].due);
    List& list = lists_[place.list()];
    nodes_[index].next = no_node;
    nodes_[index].previous = list.last;
    if (list.last == no_node) {
      list.first = index;
      occupied_[place.level] |= std::uint64_t{1} << place.slot;
      levels_ |= 1U << place.level;
    } else {
      nodes_[list.last].next = index;
    }
    list.last = index;
  }

  void unlink(NodeIndex index, Place place) {
    const Node& node = nodes_[index];
    List& list = lists_[place.list()];
    (node.previous == no_node ? list.first : nodes_[node.previous].next) = node.next;
    (node.next == no_node ? list.last : nodes_[node.next].previous) = node.previous;
    if (list.first == no_node) {
      vacate(place);
    }
  }

  void vacate(Place place) {
    occupied_[place.level] &= ~(std::uint64_t{1} << place.slot);
    if (occupied_[place.level] == 0) {
      levels_ &= ~(1U << place.level);
    }
  }

  void grow();
  void move_down(Place place);

  std::uint64_t clock_;       // no task that waits is due before it
  std::uint32_t levels_ = 0;  // bit n: some slot of level n is occupied
  NodeIndex free_ = no_node;
  std::size_t size_ = 0;
  std::array<std::uint64_t, level_count> occupied_{};  // bit n: slot n of that level is occupied
  std::array<List, std::size_t{level_count} * slots> lists_{};
  std::vector<Node> nodes_;
};

}  // namespace firedrill::simulated
