#include "harness/alertmanager/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::alertmanager {

Dispatcher::Dispatcher(const Route& root, Scheduler& scheduler, Flusher flusher)
    : root_(root),
      scheduler_(scheduler),
      flusher_(std::move(flusher)) {
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
    group.alerts.insert_or_assign(alert.labels, alert);
    if (!group.was_flushed && alert.starts_at + route->group_wait < scheduler_.now()) {
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
    arm(group, scheduler_.now() + route.group_wait);
  }
  return group;
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
