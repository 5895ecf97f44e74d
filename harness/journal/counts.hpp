#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/journal/journal.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {

/// What can be counted in a run, with or without an incident.
struct IncidentCounts {
  std::uint64_t impact_windows = 0;
  std::uint64_t missed_detections = 0;  ///< impact windows in which nothing fired
  std::uint64_t pages = 0;              ///< delivered to a person
  /// Of these, the ones whose alert neither fired during an impact nor was caused by one, or by
  /// what a heartbeat is there to notice.
  std::uint64_t false_pages = 0;
  TrafficTotals traffic = {};
  /// Failed requests as a share of the error budget: what the target failed_requests allows over
  /// the whole run with "at_most". Above 1 it is used up. Empty without such a target, or if it
  /// allows none.
  std::optional<double> budget_consumed = {};
};

/// `windows` are the journal's impact_windows().
IncidentCounts count(const Journal& journal, const std::vector<ImpactWindow>& windows);

}  // namespace firedrill
