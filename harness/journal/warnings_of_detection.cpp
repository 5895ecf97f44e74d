#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/warning_rules.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::warnings {
namespace {

using enum EventType;

/// A page that goes on for longer after the fix is in people's way.
constexpr Duration longest_reset = std::chrono::minutes{10};

/// Whether clients were hurt for as long as the alert's `for` after it was dropped, and it did not
/// fire meanwhile.
bool was_needed(const Run& run, const Event& dropped, const ImpactWindow& window) {
  const Event* pending = find_event(run.journal, dropped.cause);
  const auto timing = pending == nullptr ? std::nullopt : timing_of(*pending);
  const Duration wait = timing ? timing->pending_for : Duration::zero();
  return window.end >= dropped.happened + wait;
}

bool is_first_drop(const Run& run, const Event& dropped, const ImpactWindow& window) {
  const auto& paths = run.paths_of(dropped);
  const auto first = std::partition_point(paths.begin(), paths.end(), [&](const AlertPath* path) {
    return path->alert->happened < window.start;
  });
  const bool was_detected = first != paths.end() && (*first)->alert->happened <= dropped.happened;
  return !was_detected;
}

/// What became of an alert whose wait began anew.
std::string outcome_of_drop(const Run& run, const Event& dropped, const ImpactWindow& window) {
  for (const AlertPath* path : run.paths_of(dropped)) {
    if (path->impact == window.started && path->alert->happened > dropped.happened) {
      return fmt::format("it fired {} later", brief(path->alert->happened - dropped.happened));
    }
  }
  return "it never fired in this impact";
}

}  // namespace

Findings scrape_failure_resolves(const Run& run) {
  Findings found;
  for (const Event* event : run.of(alert_resolved)) {
    const auto unscraped = detail(*event, "unscraped");
    if (!unscraped || hurt_at(run, event->happened) == nullptr) {
      continue;
    }
    found.push_back(
        {fmt::format(
             "{} was resolved at {} while clients were still hurt: {} of {} targets did not "
             "answer their scrape then, and an alert whose series end is resolved; alert on "
             "up == 0 and on absent() too, and keep it with \"keep_firing_for\"",
             event->subject,
             moment(event->happened),
             *unscraped,
             detail(*event, "targets").value_or("all")),
         event->id,
         event->subject});
  }
  return found;
}

/// A resolved message whose alert's rule has not said so.
Findings monitoring_dies(const Run& run) {
  Findings found;
  for (const Event* event : run.of(notification_sent)) {
    const Event* alert = find_event(run.journal, event->cause);
    if (detail(*event, "status") != "resolved" || alert == nullptr || alert->type != alert_firing) {
      continue;
    }
    found.push_back(
        {fmt::format(
             "{} was told at {} that {} is resolved because Prometheus had fallen silent{}; "
             "watch it by a heartbeat: an alert that always fires, and somebody who misses "
             "it",
             detail(*event, "receiver").value_or("a receiver"),
             moment(event->happened),
             event->subject,
             hurt_at(run, event->happened) == nullptr ? "" : ", while clients were hurt"),
         event->id,
         event->subject});
  }
  return found;
}

Findings for_reset(const Run& run) {
  Findings found;
  for (const Event* event : run.of(alert_dropped)) {
    const ImpactWindow* window = hurt_at(run, event->happened);
    if (window == nullptr || !was_needed(run, *event, *window) ||
        !is_first_drop(run, *event, *window)) {
      continue;
    }
    const Event* pending = find_event(run.journal, event->cause);
    const auto timing = pending == nullptr ? std::nullopt : timing_of(*pending);
    found.push_back(
        {fmt::format(
             "{} was true for {} and then, at one evaluation, not, while clients were hurt: "
             "its \"for\"{} started from nothing, and {}; shorten it, or smooth the "
             "expression (avg_over_time, a longer range)",
             event->subject,
             pending == nullptr ? "a while" : brief(event->happened - pending->happened),
             timing ? " (" + brief(timing->pending_for) + ")" : "",
             outcome_of_drop(run, *event, *window)),
         event->id,
         event->subject});
  }
  return found;
}

/// More failures than the whole run's budget before the first alert.
Findings slow_burn(const Run& run) {
  const IncidentCounts counts = count(run.journal, run.windows);
  if (!counts.budget_consumed || *counts.budget_consumed < 1) {
    return {};
  }
  const Instant heard = run.paths.empty() ? end_of(run.journal) : run.paths.front().alert->happened;
  std::uint64_t before = 0;
  for (const TrafficRecord& record : run.journal.traffic) {
    const bool counted = record.second >= Instant{} && record.second < heard;
    before += counted ? record.bad : 0;
  }
  const double allowed = static_cast<double>(counts.traffic.bad) / *counts.budget_consumed;
  if (static_cast<double>(before) < allowed) {
    return {};
  }
  if (run.paths.empty()) {
    return {{fmt::format("{} requests failed, more than the error budget of the run allows, and no "
                         "alert fired: add one that watches them",
                         before),
             EventId::none}};
  }
  return {
      {fmt::format("{} requests failed before any alert fired, more than the error budget of the "
                   "run allows; add an alert on a long window (burn rate 1 over days, as a ticket)",
                   before),
       run.paths.front().alert->id}};
}

Findings page_outlives_fix(const Run& run) {
  Findings found;
  for (const AlertPath& path : run.paths) {
    if (path.end == PathEnd::untold || !path.reset_lag || *path.reset_lag < longest_reset) {
      continue;
    }
    found.push_back(
        {fmt::format(
             "{} went on for {}{} after clients were well again; do not take \"resolved\" for "
             "recovery, and pair its window with a shorter one",
             path.alert->subject,
             path.resolved ? "" : "more than ",
             brief(*path.reset_lag)),
         path.alert->id,
         path.alert->subject});
  }
  return found;
}

}  // namespace firedrill::warnings
