#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/control/impact.hpp"
#include "harness/control/timeline.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/rule_engine.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The rules of a scenario: its inline alerts as one group, then those of its rule files.
std::vector<rules::RuleGroup> rule_groups_of(const Scenario& scenario);

/// Evaluates rules with Prometheus' semantics and tells of their alerts: alert_pending,
/// alert_firing and alert_resolved. The cause of a firing alert is the open impact window, none
/// means a false page.
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

  /// Alerts that always fire, as a sign of life: a note tells of them, they detect nothing.
  void take_as_signs_of_life(std::set<std::string, std::less<>> alerts) {
    signs_ = std::move(alerts);
  }

  /// One evaluation of the groups without an interval of their own at a time, in ms since the
  /// epoch: that of the grid, or later if a scrape was slow.
  void evaluate(std::int64_t t_ms);

  /// The intervals that groups ask for themselves, each once.
  std::set<Duration> own_intervals() const;

  /// One evaluation of the groups that ask for this interval.
  void evaluate(std::int64_t t_ms, Duration own_interval);

 private:
  /// An alert: the rule, and its labels.
  using Key = std::pair<const rules::Rule*, promql::Labels>;

  void evaluate_group(std::size_t group, std::int64_t t_ms);
  void record(const rules::AlertChange& change);
  void note_error(const rules::RuleError& error);

  Timeline& timeline_;
  const ImpactMonitor& impact_;
  rules::RuleEngine engine_;
  Send send_;
  std::map<Key, EventId> told_;  ///< the latest event of an alert that is pending or firing
  std::map<promql::Labels, EventId> sent_;  ///< the latest event of an alert that has fired
  std::set<std::string, std::less<>> signs_;
  std::set<const rules::Rule*> failed_;  ///< whose error has been noted
};

}  // namespace firedrill::control
