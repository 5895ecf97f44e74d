#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {

/// One stretch of the incident. Without a length its beginning never came.
struct Phase {
  std::string_view name;  ///< "time_to_detect"
  std::string_view meaning;
  std::optional<Duration> length = {};
  bool censored = false;  ///< its end never came; `length` is then how long the run could watch
};

/// The phases of the first impact, always all of them and in this order, by the times at which
/// things were true:
///
///     time_to_impact          the change that caused it -> impact_started
///     time_to_detect          impact_started -> the first alert, 0 if one fired already
///     alert_delivery_latency  the alert behind that page -> page_delivered, 0 without one
///     time_to_page            impact_started -> page_delivered
///     time_to_ack             page_delivered -> acknowledged
///     time_to_decide          acknowledged (unless automatic: the alert) -> the first action
///     rollback_duration       rollback_started -> rollback_completed
///     time_to_mitigate        impact_started -> mitigated
///     time_to_recover         impact_started -> recovered
///     alert_reset_lag         mitigated -> alert_resolved; negative after a false all-clear
std::vector<Phase> phases(const Journal& journal, const std::vector<ImpactWindow>& windows);

/// How long the incident took on its two clocks.
struct IncidentClocks {
  /// From the change that caused the first impact, if one did, to the last recovery.
  std::optional<Duration> from_change;
  std::optional<Duration> from_impact;  ///< all impacts together, without the calm between them
  bool censored = false;                ///< the last impact never ended; both are longer
};

IncidentClocks incident_clocks(const Journal& journal, const std::vector<ImpactWindow>& windows);

/// The root of the causes of an impact; null if the journal names none.
const Event* change_behind(const Journal& journal, const ImpactWindow& window);

}  // namespace firedrill
