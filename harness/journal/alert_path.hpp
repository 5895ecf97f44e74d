#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/breakdown.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {

/// How far an alert came.
enum class PathEnd : std::uint8_t {
  acknowledged,
  joined,   ///< the pager added it to an incident that was open already
  closed,   ///< the pager closed the incident before anybody acknowledged
  unheard,  ///< nobody acknowledged until the run ended
  untold    ///< no pager heard of it
};

/// "acknowledged", ...
std::string_view to_string(PathEnd end);

/// Why an alert took so long: from the impact that it fired for until somebody took it.
///
/// The parts are what was waited for, in this order, and those of no length are left out:
///
///     unseen          what of the impact lies before all that the rule looked at when it was true
///     scrape          the first scrape of the target that made the condition true
///     window          until the samples made the condition true: the range of a rate() fills
///     for reset       until it was true again, after it had been true for less than its `for`
///     for             the rule's `for`
///     evaluation      the next evaluation, once after the sample and once after `for`
///     alert_delay     until it left Prometheus, which a fault delayed
///     group_wait      Alertmanager's, or group_interval, for a group that was there before
///     inhibited, silenced, muted, known   until a tick at which the receiver was told: muted by
///                     a time interval, or known to it by the notification log
///     peers           other members of the Alertmanager cluster, that come first
///     retries         until a receiver took it that had failed
///     page            from the pager to the phone
///     escalation      until the next level was paged
///     acknowledge     from the phone to somebody who took it
///
/// A report by customers has "report" in place of the first five; a journal that does not say when
/// the condition began to hold, "detect".
struct AlertPath {
  const Event* alert = nullptr;    ///< alert_firing; lives as long as the journal
  EventId impact = EventId::none;  ///< impact_started; none: nobody was hurt
  /// The start of the impact, or of what was left of it; without one when the condition held.
  Instant from{};
  Instant to{};
  std::vector<TimeShare> parts = {};  ///< together `to - from`
  PathEnd end = PathEnd::untold;
  EventId ended_by = EventId::none;
  std::optional<Instant> resolved = {};  ///< by its rule
  /// From when clients were well again to `resolved`, or to the end of the run: negative if it was
  /// resolved while they were hurt. Empty without an impact, and while that is open.
  std::optional<Duration> reset_lag = {};

  /// Of parts of that name, together.
  Duration length_of(std::string_view what) const;
};

/// One for each alert that fired, by the time at which it did. `windows` are the journal's
/// impact_windows().
std::vector<AlertPath> alert_paths(const Journal& journal,
                                   const std::vector<ImpactWindow>& windows);

}  // namespace firedrill
