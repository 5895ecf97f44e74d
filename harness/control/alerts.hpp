#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/alertmanager/alert.hpp"
#include "harness/behaviour/alert_state.hpp"
#include "harness/control/impact.hpp"
#include "harness/control/timeline.hpp"
#include "harness/promql/evaluator.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The scenario's alerting rules: evaluates them in their order and keeps one alert for each label
/// set a rule returns, with Prometheus' semantics. Records alert_pending, alert_firing and
/// alert_resolved; the cause of a firing alert is the open impact window, none means a false page.
class Alerts {
 public:
  /// Where an alert that fires or is resolved is sent, with the event that tells of it.
  using Send = std::function<void(alertmanager::SentAlert, EventId)>;

  Alerts(Timeline& timeline,
         const std::vector<AlertRule>& rules,
         const promql::SampleStore& store,
         const ImpactMonitor& impact);

  /// From now on; before that nowhere.
  void send_to(Send send) { send_ = std::move(send); }

  /// One evaluation of all rules at a time, in ms since the epoch: that of the grid, or later if a
  /// scrape was slow.
  void evaluate(std::int64_t t_ms);

 private:
  struct Alert {
    AlertState state;
    EventId last = EventId::none;  ///< its latest event
    Instant fired{};               ///< when it last began to fire
    double value = 0;              ///< what the expression returned when it last was true
  };

  struct Rule {
    const AlertRule& definition;
    std::map<promql::Labels, Alert> alerts = {};
    bool failed = false;  ///< its evaluation ended in an error, which has been noted
  };

  void evaluate(Rule& rule, std::int64_t t_ms);
  void take_in(Rule& rule, const promql::Vector& result);
  void send(const Rule& rule,
            const promql::Labels& labels,
            const Alert& alert,
            bool resolved) const;
  void note_error(Rule& rule, const std::string& message);
  void record(const Rule& rule,
              const promql::Labels& labels,
              Alert& alert,
              AlertState::Change change);

  Timeline& timeline_;
  promql::Evaluator evaluator_;
  const ImpactMonitor& impact_;
  std::vector<Rule> rules_;
  Send send_;
};

}  // namespace firedrill::control
