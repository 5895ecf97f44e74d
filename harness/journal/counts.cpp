#include "harness/journal/counts.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <variant>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/detector.hpp"
#include "harness/journal/query.hpp"

namespace firedrill {
namespace {

/// An alert that watches a slow decay fires somewhat before the impact that it tells of.
constexpr int intervals_before_impact = 4;
constexpr Duration usual_scrape_interval = std::chrono::seconds{15};  // where the alert says none

/// An impact, and since when an alert may have told of it before it began.
struct Impact {
  const ImpactWindow* window;
  Instant led_to_since;  ///< when what led to it began; the impact's start if nobody knows
};

std::vector<Impact> impacts_of(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  std::vector<Impact> impacts;
  for (const ImpactWindow& window : windows) {
    const Event* started = find_event(journal, window.started);
    const Instant since =
        started == nullptr ? Instant::min() : beginning_of_causes(journal, *started);
    impacts.push_back({&window, since == Instant::min() ? window.start : since});
  }
  return impacts;
}

/// Whether the alert may be about one of them: it fired in it, and began in it, after what led to
/// it, or shortly before it.
bool tells_of_any(const Firing& firing, const std::vector<Impact>& impacts) {
  const auto timing = timing_of(*firing.event);
  const Duration scrape = timing && timing->scrape_interval > Duration::zero()
                              ? timing->scrape_interval
                              : usual_scrape_interval;
  return std::any_of(impacts.begin(), impacts.end(), [&](const Impact& impact) {
    const ImpactWindow& window = *impact.window;
    const Instant earliest =
        std::min(impact.led_to_since, window.start - intervals_before_impact * scrape);
    return firing.begin >= earliest && firing.begin <= window.end && firing.end >= window.start;
  });
}

/// A page stands for the alert that led to it; a page that no alert led to, for its own moment. A
/// heartbeat tells of the monitoring: it is right if something has kept its sign away.
bool is_false(const Journal& journal,
              const Event& page,
              const std::map<EventId, Firing>& all,
              const std::vector<Impact>& impacts) {
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
  return !tells_of_any(reason, impacts);
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
  const std::vector<Impact> impacts = impacts_of(journal, windows);
  for (const Event& event : journal.events) {
    if (event.type == EventType::page_delivered) {
      ++counts.pages;
      counts.false_pages += is_false(journal, event, all, impacts) ? 1U : 0U;
    }
  }
  const std::optional<double> allowed = failures_allowed(journal, counts.traffic);
  if (allowed && *allowed > 0) {
    counts.budget_consumed = static_cast<double>(counts.traffic.bad) / *allowed;
  }
  return counts;
}

}  // namespace firedrill
