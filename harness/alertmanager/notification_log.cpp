#include "harness/alertmanager/notification_log.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::alertmanager {
namespace {

bool is_subset(const std::set<std::uint64_t>& part, const std::set<std::uint64_t>& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

}  // namespace

AlertSets sets_of(const std::vector<NotifiedAlert>& alerts) {
  AlertSets sets;
  for (const NotifiedAlert& notified : alerts) {
    (notified.resolved ? sets.resolved : sets.firing).insert(notified.alert.labels.fingerprint());
  }
  return sets;
}

std::optional<Reason> NotificationLog::needs_update(const std::string& key,
                                                    const AlertSets& alerts,
                                                    const Terms& terms,
                                                    Instant now) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    return alerts.firing.empty() ? std::nullopt : std::optional(Reason::first_notification);
  }
  const Entry& entry = found->second;
  if (!is_subset(alerts.firing, entry.alerts.firing)) {
    return entry.alerts.firing.empty() ? Reason::first_notification : Reason::new_alerts;
  }
  if (alerts.firing.empty()) {  // also if resolved ones are not sent: the entry must be emptied
    return entry.alerts.firing.empty() ? std::nullopt : std::optional(Reason::all_resolved);
  }
  if (terms.send_resolved && !is_subset(alerts.resolved, entry.alerts.resolved)) {
    return Reason::some_resolved;
  }
  const bool is_old = entry.written < now - terms.repeat_interval;
  return is_old ? std::optional(Reason::repeat_interval) : std::nullopt;
}

bool NotificationLog::says_firing(const std::string& key, const promql::Labels& labels) const {
  const auto found = entries_.find(key);
  return found != entries_.end() && found->second.alerts.firing.contains(labels.fingerprint());
}

std::optional<Instant> NotificationLog::told_at(const std::string& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? std::nullopt : std::optional(found->second.written);
}

void NotificationLog::write(const std::string& key,
                            AlertSets alerts,
                            Duration repeat_interval,
                            Instant now) {
  entries_.insert_or_assign(key,
                            Entry{.alerts = std::move(alerts),
                                  .written = now,
                                  .expires = now + std::min(retention_, 2 * repeat_interval)});
}

void NotificationLog::collect(Instant now) {
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.expires <= now; });
}

}  // namespace firedrill::alertmanager
