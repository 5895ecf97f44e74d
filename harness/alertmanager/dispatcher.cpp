#include "harness/alertmanager/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::alertmanager {

Dispatcher::Dispatcher(const Route& root, Scheduler& scheduler, Flusher flusher, OnTie on_tie)
    : root_(root),
      scheduler_(scheduler),
      flusher_(std::move(flusher)),
      on_tie_(std::move(on_tie)) {
  number_routes(root);
}

void Dispatcher::number_routes(const Route& route) {
  numbers_.emplace(&route, numbers_.size());
  for (const Route& child : route.routes) {
    number_routes(child);
  }
}

void Dispatcher::insert(const Alert& alert) {
  for (const Route* route : routes_of(root_, alert.labels)) {
    Group& group = group_of(alert, *route);
    note_change(group, alert);
    group.alerts.insert_or_assign(alert.labels, alert);
    if (!group.was_flushed && alert.starts_at + route->group_wait < scheduler_.now()) {
      group.changes.clear();  // they bring the tick about
      scheduler_.cancel(group.next);
      arm(group, scheduler_.now());
    }
  }
}

Dispatcher::Group& Dispatcher::group_of(const Alert& alert, const Route& route) {
  promql::Labels labels = route.group_labels(alert.labels);
  const auto [entry, is_new] = groups_.try_emplace({numbers_.at(&route), labels});
  Group& group = entry->second;
  if (is_new) {
    group.route = &route;
    group.labels = std::move(labels);
    group.began = scheduler_.now();
    arm(group, scheduler_.now() + route.group_wait);
  }
  return group;
}

/// What the group knows already is none.
void Dispatcher::note_change(Group& group, const Alert& alert) {
  const Instant now = scheduler_.now();
  const auto known = group.alerts.find(alert.labels);
  const bool fired = known != group.alerts.end() && !known->second.resolved_at(now);
  const NotifiedAlert change{.alert = alert, .resolved = alert.resolved_at(now)};
  if (fired != change.resolved) {
    return;
  }
  if (group.was_flushed && group.ticked == now && !group.tick_waits) {
    on_tie_(group, change, true);
  } else if (std::exchange(group.changed, now) != now) {
    group.changes = {change};
  } else {
    group.changes.push_back(change);
  }
}

void Dispatcher::arm(Group& group, Instant due) {
  group.next = scheduler_.at(due, [this, &group, due] { tick(group, due); });
}

void Dispatcher::tick(Group& group, Instant due) {
  group.ticked = due;
  if (group.is_flushing) {
    group.tick_waits = true;
    return;
  }
  if (group.changed == scheduler_.now() && due > group.began) {
    for (const NotifiedAlert& change : std::exchange(group.changes, {})) {
      on_tie_(group, change, false);
    }
  }
  arm(group, scheduler_.now() + group.route->group_interval);
  group.is_first = !std::exchange(group.was_flushed, true);
  flush(group);
}

void Dispatcher::flush(Group& group) {
  if (group.alerts.empty()) {
    return;
  }
  std::vector<NotifiedAlert> alerts;
  for (const auto& [labels, alert] : group.alerts) {
    alerts.push_back({.alert = alert, .resolved = alert.resolved_at(scheduler_.now())});
  }
  std::sort(
      alerts.begin(), alerts.end(), [](const NotifiedAlert& left, const NotifiedAlert& right) {
        return comes_before(left.alert.labels, right.alert.labels);
      });
  group.is_flushing = true;
  flusher_(
      group, alerts, [this, &group, alerts](bool all_told) { end_flush(group, alerts, all_told); });
}

void Dispatcher::end_flush(Group& group, const std::vector<NotifiedAlert>& told, bool all_told) {
  group.is_flushing = false;
  for (const NotifiedAlert& notified : told) {
    const auto found = group.alerts.find(notified.alert.labels);
    const bool is_same =
        found != group.alerts.end() && found->second.serial == notified.alert.serial;
    if (all_told && notified.resolved && is_same) {
      group.alerts.erase(found);
    }
  }
  if (std::exchange(group.tick_waits, false)) {
    tick(group, group.ticked);
  }
}

void Dispatcher::remove_empty() {
  std::erase_if(groups_, [&](const auto& entry) {
    const Group& group = entry.second;
    if (!group.alerts.empty() || group.is_flushing) {
      return false;
    }
    scheduler_.cancel(group.next);
    return true;
  });
}

}  // namespace firedrill::alertmanager
