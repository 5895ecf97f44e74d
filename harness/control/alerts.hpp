#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/control/condition_start.hpp"
#include "harness/control/impact.hpp"
#include "harness/control/scraper.hpp"
#include "harness/control/timeline.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/rule_engine.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Evaluates rules with Prometheus' semantics and tells of their alerts: alert_pending,
/// alert_dropped, alert_firing and alert_resolved. The cause of a firing alert is the open impact
/// window, none means a false page.
///
/// What a report needs to tell why an alert took so long is in the details, on the incident clock:
/// held_ns and scraped_ns (see ConditionStart), pending_ns, the rule's for_ns and
/// scrape_interval_ns, and how far back it looks (range_ns), if it does and at what was scraped. A
/// resolved alert has unscraped and targets if some did not answer then.
class Alerts {
 public:
  /// Where Prometheus would post an alert, repetitions too, with the event that told of it last.
  using Send = std::function<void(const rules::SentAlert&, EventId)>;

  /// The impact monitor, the timeline and the store must outlive it.
  Alerts(Timeline& timeline,
         std::vector<rules::RuleGroup> groups,
         promql::SampleStore& store,
         const ImpactMonitor& impact,
         const rules::EngineOptions& options = {});

  /// From now on; before that nowhere.
  void send_to(Send send) { send_ = std::move(send); }

  /// What scraped the samples; without it no event says when a condition began to hold.
  void explain_by(const Scraper& scraper) { scraper_ = &scraper; }

  /// Alerts that always fire, as a sign of life: a note tells of them, they detect nothing.
  void take_as_signs_of_life(std::set<std::string, std::less<>> alerts) {
    signs_ = std::move(alerts);
  }

  /// One evaluation of the groups without an interval of their own at a time, in ms since the
  /// epoch: that of the grid, or later if a scrape was slow.
  void evaluate(std::int64_t t_ms);

  /// How far the alerts of a rule ever came.
  enum class Reached : std::uint8_t {
    nothing,
    pending,
    firing
  };

  Reached reached(const rules::Rule& rule) const;

  /// Whether an evaluation of the rule failed.
  bool has_failed(const rules::Rule& rule) const { return failed_.contains(&rule); }

  std::span<const rules::RuleGroup> groups() const { return engine_.groups(); }

  /// The intervals that groups ask for themselves, each once.
  std::set<Duration> own_intervals() const;

  /// One evaluation of the groups that ask for this interval.
  void evaluate(std::int64_t t_ms, Duration own_interval);

  /// How often a group is evaluated; by its number in groups().
  Duration interval_of(std::size_t group) const { return engine_.interval_of(group); }

  /// One evaluation of a single group.
  void evaluate_group(std::size_t group, std::int64_t t_ms);

 private:
  /// An alert: the rule, and its labels.
  using Key = std::pair<const rules::Rule*, promql::Labels>;

  struct Told {
    EventId last = EventId::none;  ///< its latest event
    std::optional<Instant> pending = {};
    std::optional<ConditionStart::Found> start = {};
  };

  using Details = std::vector<std::pair<std::string, std::string>>;

  void record(const rules::AlertChange& change, const ConditionStart::Between& between);
  Told& told_of(const rules::AlertChange& change, const ConditionStart::Between& between);
  void add_timing(const rules::AlertChange& change, const Told& told, Details& details) const;
  void add_scrapes(Details& details) const;
  Duration range_of(const rules::Rule& rule) const;
  void note_error(const rules::RuleError& error);

  Timeline& timeline_;
  const ImpactMonitor& impact_;
  rules::RuleEngine engine_;
  Send send_;
  ConditionStart condition_start_;
  const Scraper* scraper_ = nullptr;
  std::map<std::size_t, std::int64_t> evaluated_;  ///< each group, the last time
  std::map<Key, Told> told_;                       ///< of the alerts that are pending or firing
  std::map<promql::Labels, EventId> sent_;         ///< the latest event of an alert that has fired
  std::map<const rules::Rule*, Reached> reached_;  ///< of those that came to something
  std::set<std::string, std::less<>> signs_;
  std::set<const rules::Rule*> failed_;  ///< whose error has been noted
};

}  // namespace firedrill::control
