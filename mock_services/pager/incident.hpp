#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/alert_severity.hpp"
#include "harness/behaviour/page.hpp"
#include "harness/core/time.hpp"

namespace firedrill::pager {

/// Wall time as payloads carry it. Whoever calls the pager knows it; nothing here reads a clock.
using WallTime = std::chrono::sys_time<Duration>;

/// For state machines that know Instants only.
inline Instant as_instant(WallTime time) {
  return Instant{time.time_since_epoch()};
}

/// PagerDuty's words for what may happen to an incident ("trigger" for "trigger_log_entry").
enum class LogKind : std::uint8_t {
  trigger,
  notify,
  acknowledge,
  unacknowledge,
  escalate,
  exhaust_escalation_path,
  reach_trigger_limit,
  annotate,
  resolve,
};

std::string_view name_of(LogKind kind);

/// One line of an incident's log.
struct LogEntry {
  LogKind kind = LogKind::trigger;
  WallTime at;
  std::string agent;      ///< who did it: a person, a client, or "pager"
  std::string text = {};  ///< a trigger's summary, a note, whom a page goes to; "": none
};

/// What a monitoring tool tells a pager, by whichever of its doors.
struct Signal {
  enum class Action : std::uint8_t {
    trigger,
    acknowledge,
    resolve,
  };

  Action action = Action::trigger;
  std::string service;    ///< routing key, or "alertmanager/RECEIVER"
  std::string dedup_key;  ///< not empty
  std::string title = {};
  AlertSeverity severity = AlertSeverity::error;
  std::optional<Urgency> urgency = {};  ///< none: by severity
  std::string agent = {};               ///< the tool
  std::string details = {};             ///< what it told, as JSON; "": nothing
};

/// Cuts what is longer than a pager remembers: titles, names, details.
void shorten(Signal& signal);

/// One incident, from the first trigger of its key to its resolution.
struct Incident {
  std::uint32_t number = 0;  ///< 1, 2, ...
  std::string id;            ///< "Q" and digits
  std::string service;
  std::string dedup_key;
  std::string title;
  AlertSeverity severity = AlertSeverity::error;
  Urgency urgency = Urgency::high;
  std::string details = {};
  WallTime created;
  WallTime changed;                  ///< its status, last
  std::string changed_by;            ///< by whom
  std::string acknowledged_by = {};  ///< set while it is acknowledged
  std::optional<WallTime> resolved_at = {};
  Page page = {};
  std::vector<LogEntry> log = {};

  bool is_open() const { return page.open(); }
};

/// "triggered", "acknowledged" or "resolved".
std::string_view status_of(const Incident& incident);

/// "high" or "low".
std::string_view name_of(Urgency urgency);

}  // namespace firedrill::pager
