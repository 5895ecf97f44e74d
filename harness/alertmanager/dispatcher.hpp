#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/alertmanager/alert.hpp"
#include "harness/alertmanager/config.hpp"
#include "harness/engine/scheduler.hpp"

namespace firedrill::alertmanager {

/// Puts alerts into groups and says when each group is to be told of: after its group_wait, or at
/// once if the alert is older than that, and then every group_interval, for as long as the group is
/// there. A group that has become empty stays, and ticks, until the next remove_empty().
/// Source: dispatch/dispatch.go of Alertmanager 0.25.
class Dispatcher {
 public:
  struct Group {
    const Route* route = nullptr;
    promql::Labels labels = {};
    std::map<promql::Labels, Alert> alerts = {};
    std::vector<NotifiedAlert> changes = {};  ///< of the instant `changed`: began, or resolved
    Instant changed{};
    Instant began{};
    Instant ticked{};  ///< when the flush that runs was due
    TaskId next = {};
    bool was_flushed = false;
    bool is_first = true;  ///< the flush that runs is the first one
    bool is_flushing = false;
    bool tick_waits = false;  ///< it came while the group was flushing
  };

  /// Told of the group's alerts, in the order of a message; calls back, now or later, whether all
  /// receivers know of them or need not. Then those that are resolved leave the group.
  using Flusher =
      std::function<void(const Group&, std::vector<NotifiedAlert>, std::function<void(bool)>)>;

  /// Hears of an alert that began or was resolved at the very instant of a tick of its group, which
  /// came first or not.
  using OnTie = std::function<void(const Group&, const NotifiedAlert&, bool tick_first)>;

  /// All must outlive it, and it the tasks that it has submitted.
  Dispatcher(const Route& root, Scheduler& scheduler, Flusher flusher, OnTie on_tie);

  void insert(const Alert& alert);

  /// Alertmanager does so every 30 s.
  void remove_empty();

 private:
  using Key = std::pair<std::size_t, promql::Labels>;  // the route's number, the group's labels

  void number_routes(const Route& route);
  Group& group_of(const Alert& alert, const Route& route);
  void note_change(Group& group, const Alert& alert);
  void arm(Group& group, Instant due);
  void tick(Group& group, Instant due);
  void flush(Group& group);
  void end_flush(Group& group, const std::vector<NotifiedAlert>& told, bool all_told);

  const Route& root_;
  Scheduler& scheduler_;
  Flusher flusher_;
  OnTie on_tie_;
  std::map<const Route*, std::size_t> numbers_;  // only looked up: pointers have no lasting order
  std::map<Key, Group> groups_;
};

}  // namespace firedrill::alertmanager
