#include "harness/journal/windows.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/detector.hpp"
#include "harness/journal/query.hpp"

namespace firedrill {
namespace {

using Records = std::vector<TrafficRecord>;

/// The records of the seconds that the window touches.
std::vector<const TrafficRecord*> records_in(const Records& traffic, const ImpactWindow& window) {
  const Instant first{std::chrono::floor<std::chrono::seconds>(window.start.time_since_epoch())};
  auto record = std::partition_point(
      traffic.begin(), traffic.end(), [&](const TrafficRecord& one) { return one.second < first; });
  std::vector<const TrafficRecord*> found;
  const auto is_in = [&](Instant second) {
    const bool lasts_to_the_end = window.recovered == EventId::none;  // and that instant counts
    return second < window.end || (lasts_to_the_end && second == window.end);
  };
  for (; record != traffic.end() && is_in(record->second); ++record) {
    found.push_back(&*record);
  }
  return found;
}

/// Calls `visit(newest second, good, bad)` for each window of that length that ends with one of the
/// seconds, which are one population's, by time.
template <class Visit>
void for_each_window(const std::vector<const TrafficRecord*>& seconds,
                     Duration length,
                     Visit visit) {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  auto oldest = seconds.begin();
  for (const TrafficRecord* newest : seconds) {
    good += newest->good;
    bad += newest->bad;
    for (; (*oldest)->second + length <= newest->second; ++oldest) {
      good -= (*oldest)->good;
      bad -= (*oldest)->bad;
    }
    visit(newest->second, good, bad);
  }
}

/// Over windows of the rule's length.
double peak_ratio(const std::vector<const TrafficRecord*>& seconds, const ImpactRule& rule) {
  double peak = 0;
  for_each_window(seconds, rule.window, [&](Instant, std::uint64_t good, std::uint64_t bad) {
    if (bad > 0 && bad >= rule.at_least_bad) {
      peak = std::max(peak, static_cast<double>(bad) / static_cast<double>(good + bad));
    }
  });
  return peak;
}

/// Whether some full window of seconds that begin at `since` is above the rule's limit.
bool breaches(const std::vector<const TrafficRecord*>& seconds,
              Instant since,
              const ImpactRule& rule) {
  bool any = false;
  for_each_window(seconds, rule.window, [&](Instant newest, std::uint64_t good, std::uint64_t bad) {
    const bool is_full = newest + std::chrono::seconds{1} >= since + rule.window;
    const double most = rule.above_ratio * static_cast<double>(good + bad);
    any |= is_full && bad >= rule.at_least_bad && static_cast<double>(bad) > most;
  });
  return any;
}

/// The mitigation of an open impact, if clients stayed well after it.
std::optional<Instant> calm_since(const Journal& journal, const ImpactWindow& window) {
  if (!window.open() || !window.mitigated) {
    return std::nullopt;
  }
  const Instant since{
      std::chrono::floor<std::chrono::seconds>(window.mitigated->time_since_epoch())};
  std::map<std::string, std::vector<const TrafficRecord*>> seconds;
  for (const TrafficRecord& record : journal.traffic) {
    if (record.second >= since) {
      seconds[record.population].push_back(&record);
    }
  }
  const bool is_calm = std::none_of(seconds.begin(), seconds.end(), [&](const auto& population) {
    return breaches(population.second, since, journal.header.impact);
  });
  return is_calm ? window.mitigated : std::nullopt;
}

void count_traffic(const Journal& journal, ImpactWindow& window) {
  std::map<std::string, std::uint64_t> by_code;
  std::map<std::string, std::vector<const TrafficRecord*>> seconds;
  for (const TrafficRecord* record : records_in(journal.traffic, window)) {
    seconds[record->population].push_back(record);
    for (const auto& [code, count] : record->bad_outcomes) {
      by_code[code] += count;
    }
  }
  window.by_code.assign(by_code.begin(), by_code.end());
  for (const auto& [population, records] : seconds) {
    PopulationImpact impact{.population = population};
    for (const TrafficRecord* record : records) {
      impact.good += record->good;
      impact.bad += record->bad;
      impact.shed += record->shed;
    }
    impact.peak_error_ratio = peak_ratio(records, journal.header.impact);
    window.peak_error_ratio = std::max(window.peak_error_ratio, impact.peak_error_ratio);
    window.by_population.push_back(std::move(impact));
  }
}

/// Customers may report when it is over already; their report says which impact it is about.
/// An alert that fired before what led to the impact tells of something else.
void find_detection(const Journal& journal, const std::vector<Firing>& all, ImpactWindow& window) {
  const Instant not_before = beginning_of_causes(journal, *find_event(journal, window.started));
  for (const Firing& firing : all) {
    const bool in_time = firing.begin >= window.start ||
                         (firing.begin >= not_before && tells_of_later_impact(*firing.event));
    const bool in_it = in_time && firing.begin <= window.end && firing.end >= window.start;
    if (in_it || firing.event->cause == window.started) {
      window.detection = firing.event->id;
      window.detected = std::max(firing.begin, window.start);
      window.detected_by = firing.event->by.empty() ? detector::alert : firing.event->by;
      return;
    }
  }
}

/// A page belongs to the impact that it names as a cause, else to the one that it came in.
void count_pages(const Journal& journal, std::vector<ImpactWindow>& windows) {
  for (const Event& event : journal.events) {
    if (event.type != EventType::page_delivered) {
      continue;
    }
    const auto chain = chain_of_causes(journal, event);
    const auto named = std::find_if(chain.begin(), chain.end(), [](const Event* link) {
      return link->type == EventType::impact_started;
    });
    for (ImpactWindow& window : windows) {
      const bool within = window.start <= event.happened && event.happened <= window.end;
      const bool belongs = named == chain.end() ? within : (*named)->id == window.started;
      window.pages += belongs ? 1U : 0U;
    }
  }
}

/// The firings that go on, as places in a list, by alert; the oldest is the first to end.
using OpenFirings = std::map<std::string, std::deque<std::size_t>>;

void resolve(std::vector<Firing>& all, OpenFirings& open, const Event& resolved) {
  const auto found = open.find(alert_key(resolved));
  if (found == open.end() || found->second.empty()) {
    return;
  }
  Firing& firing = all[found->second.front()];
  found->second.pop_front();
  firing.end = resolved.happened;
  firing.resolved = true;
}

}  // namespace

std::vector<Firing> firings(const Journal& journal) {
  const Instant end = end_of(journal);
  std::vector<Firing> all;
  OpenFirings open;
  for (const Event* event : by_time(journal)) {
    if (event->type == EventType::alert_resolved) {
      resolve(all, open, *event);
    } else if (event->type == EventType::alert_firing && is_state(*event)) {
      open[alert_key(*event)].push_back(all.size());
      all.push_back({event, event->happened, end});
    } else if (event->type == EventType::alert_firing) {
      all.push_back({event, event->happened, event->happened});
    }
  }
  return all;
}

std::vector<ImpactWindow> impact_windows(const Journal& journal) {
  std::vector<ImpactWindow> windows;
  for (const Event& event : journal.events) {
    if (event.type == EventType::impact_started) {
      windows.push_back({.started = event.id, .start = event.happened, .end = end_of(journal)});
    }
    if (windows.empty() || !windows.back().open()) {
      continue;
    }
    ImpactWindow& window = windows.back();
    if (event.type == EventType::mitigated) {  // the last one: before that it did not last
      window.mitigated = event.happened;
    }
    if (event.type == EventType::recovered) {
      window.recovered = event.id;
      window.end = event.happened;
    }
  }
  const std::vector<Firing> all = firings(journal);
  for (ImpactWindow& window : windows) {
    count_traffic(journal, window);
    find_detection(journal, all, window);
    window.calm_since = calm_since(journal, window);
  }
  count_pages(journal, windows);
  return windows;
}

}  // namespace firedrill
