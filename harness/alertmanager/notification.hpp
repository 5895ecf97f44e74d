#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/alertmanager/alert.hpp"
#include "harness/alertmanager/config.hpp"

namespace firedrill::alertmanager {

/// Why a notification is sent; Alertmanager logs these reasons since 0.32.
enum class Reason : std::uint8_t {
  first_notification,
  new_alerts,
  all_resolved,
  some_resolved,
  repeat_interval
};

/// "new alerts added"
std::string_view to_text(Reason reason);

/// One attempt to tell one receiver's integration about a group of alerts.
struct Notification {
  const Receiver* receiver = nullptr;
  const Integration* integration = nullptr;
  std::string group_key = {};
  promql::Labels group_labels = {};
  std::vector<NotifiedAlert> alerts = {};  ///< in the order of the message; at least one
  Reason reason = Reason::first_notification;
  std::uint32_t attempt = 1;
  Instant flushed{};              ///< when its group was due
  bool waited_group_wait = true;  ///< it was the group's first time; else group_interval

  /// Whether any of them fires; otherwise it says that all are resolved.
  bool firing() const;
};

/// How an attempt ended.
enum class Delivery : std::uint8_t {
  accepted,
  retry,   ///< try again soon, with back-off, until the group's next tick
  refused  ///< not before the group's next tick
};

/// What a status, or none because of a network error, means to an integration.
/// Source: notify/util.go, Retrier, of Alertmanager 0.25 and its callers: 5xx is retried, and 429
/// by PagerDuty and Opsgenie, 403 by PagerDuty's older API.
Delivery delivery_of(const Integration& integration, std::optional<int> http_status);

/// Carries an attempt to its receiver and calls the completion once, now or later, or never if that
/// does not answer: the attempt is given up when its flush is over. Completions that come then are
/// ignored.
using Deliver = std::function<void(const Notification&, std::function<void(Delivery)>)>;

/// An alert of which a receiver is not told at a tick although it should know.
struct Untold {
  enum class Why : std::uint8_t {
    inhibited,
    muted_by_time,
    silenced,
    known  ///< it began after the last message, but by the notification log it never stopped
  };

  Why why = Why::silenced;
  const Receiver* receiver = nullptr;
  promql::Labels labels = {};
  bool resolved = false;          ///< the receiver will never hear that what it was told of is over
  Duration repeat_interval = {};  ///< of the route
};

/// Hears at each tick what is not told.
using OnUntold = std::function<void(const Untold&)>;

/// Two things of one instant, of which the real Alertmanager does either first.
struct Tie {
  enum class With : std::uint8_t {
    began,     ///< a tick of its group, and the alert began to fire
    resolved,  ///< or it was resolved
    muted,     ///< or what mutes it began, which comes first here
    unmuted    ///< or that ended, likewise
  };

  With with = With::began;
  const Receiver* receiver = nullptr;
  promql::Labels labels = {};
  bool tick_first = false;  ///< here
};

/// Hears of each.
using OnTie = std::function<void(const Tie&)>;

/// {}/{team="a"}:{alertname="Down"}: names a group for receivers and in the notification log.
std::string group_key(const Route& route, const promql::Labels& group_labels);

/// Names an integration of a receiver: pager/pagerduty/0.
std::string integration_key(const Receiver& receiver, const Integration& integration);

}  // namespace firedrill::alertmanager
