#include "harness/journal/counts.hpp"

#include <algorithm>
#include <map>
#include <variant>

#include "harness/journal/detector.hpp"

namespace firedrill {
namespace {

bool overlaps(const Firing& firing, const std::vector<ImpactWindow>& windows) {
  return std::any_of(windows.begin(), windows.end(), [&](const ImpactWindow& window) {
    return firing.begin <= window.end && firing.end >= window.start;
  });
}

/// A page stands for the alert that led to it; a page that no alert led to, for its own moment. A
/// heartbeat tells of the monitoring: it is right if something has kept its sign away.
bool is_false(const Journal& journal,
              const Event& page,
              const std::map<EventId, Firing>& all,
              const std::vector<ImpactWindow>& windows) {
  Firing reason{&page, page.happened, page.happened};
  for (const Event* link : chain_of_causes(journal, page)) {
    const bool is_heartbeat =
        link->type == EventType::alert_firing && detector_of(*link) == detector::heartbeat;
    if (link->type == EventType::impact_started || (is_heartbeat && link->cause != EventId::none)) {
      return false;
    }
    const auto firing = all.find(link->id);
    reason = firing == all.end() ? reason : firing->second;
  }
  return !overlaps(reason, windows);
}

/// The smallest "at_most" of the targets for failed requests, as a number of requests.
std::optional<double> failures_allowed(const Journal& journal, const TrafficTotals& traffic) {
  std::optional<double> least;
  for (const TargetDefinition& target : journal.header.targets) {
    const auto* rule = std::get_if<QuantityTarget>(&target.rule);
    if (rule != nullptr && rule->quantity == Quantity::failed_requests && rule->at_most) {
      const double whole = rule->ratio ? static_cast<double>(traffic.answered()) : 1;
      least = std::min(least.value_or(*rule->at_most * whole), *rule->at_most * whole);
    }
  }
  return least;
}

}  // namespace

IncidentCounts count(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  IncidentCounts counts{.impact_windows = windows.size(), .traffic = total_traffic(journal)};
  for (const ImpactWindow& window : windows) {
    counts.missed_detections += window.detection == EventId::none ? 1U : 0U;
  }
  std::map<EventId, Firing> all;
  for (const Firing& firing : firings(journal)) {
    all.emplace(firing.event->id, firing);
  }
  for (const Event& event : journal.events) {
    if (event.type == EventType::page_delivered) {
      ++counts.pages;
      counts.false_pages += is_false(journal, event, all, windows) ? 1U : 0U;
    }
  }
  const std::optional<double> allowed = failures_allowed(journal, counts.traffic);
  if (allowed && *allowed > 0) {
    counts.budget_consumed = static_cast<double>(counts.traffic.bad) / *allowed;
  }
  return counts;
}

}  // namespace firedrill
