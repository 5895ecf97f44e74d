#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harness/alertmanager/notification.hpp"
#include "harness/core/time.hpp"

namespace firedrill::alertmanager {

/// Fingerprints of the alerts that fire and of those that are resolved.
struct AlertSets {
  std::set<std::uint64_t> firing = {};
  std::set<std::uint64_t> resolved = {};
};

AlertSets sets_of(const std::vector<NotifiedAlert>& alerts);

/// What receivers were last told of each group, so that they are not told again.
class NotificationLog {
 public:
  struct Terms {
    Duration repeat_interval{};
    bool send_resolved = true;
  };

  /// How long an entry is kept at most (--data.retention).
  explicit NotificationLog(Duration retention) : retention_(retention) {}

  /// Why a receiver must be told now, or nothing. `key` names the group and the integration.
  /// Source: notify/notify.go, DedupStage.needsUpdate, of Alertmanager 0.25.
  std::optional<Reason> needs_update(const std::string& key,
                                     const AlertSets& alerts,
                                     const Terms& terms,
                                     Instant now) const;

  /// Whether it was last told that an alert of these labels fires.
  bool says_firing(const std::string& key, const promql::Labels& labels) const;

  /// When it was last told.
  std::optional<Instant> told_at(const std::string& key) const;

  /// It was told at `now`. The entry lives for twice the repeat interval.
  void write(const std::string& key, AlertSets alerts, Duration repeat_interval, Instant now);

  /// Forgets entries whose time is over; until then they count.
  void collect(Instant now);

 private:
  struct Entry {
    AlertSets alerts;
    Instant written{};
    Instant expires{};
  };

  Duration retention_;
  std::map<std::string, Entry> entries_;
};

}  // namespace firedrill::alertmanager
