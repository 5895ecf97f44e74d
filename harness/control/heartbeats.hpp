#pragma once

#include <string>
#include <vector>

#include "harness/control/impact.hpp"
#include "harness/control/timeline.hpp"
#include "harness/rules/sent_alert.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Dead man's switches outside the monitoring: each expects a sign of life, and fires when none has
/// come for too long. The sign is an evaluation of the rules, or an alert that always fires: each
/// time that it is sent, with an Alertmanager each message that tells of it. Records alert_firing
/// and alert_resolved by "heartbeat". Its cause is the impact that is open, else what has kept the
/// sign away since the last one; none if signs just come more rarely than it wants them.
class Heartbeats {
 public:
  /// All must outlive it.
  Heartbeats(Timeline& timeline, const Scenario& scenario, const ImpactMonitor& impact);

  /// The time to the first sign runs from now on.
  void start();

  void on_evaluation();
  /// Whether an alert is a sign of life.
  bool watch(const rules::SentAlert& alert) const;
  /// What Prometheus posts; to be told only where no Alertmanager is.
  void on_sent(const rules::SentAlert& alert);

 private:
  struct Heart {
    const Heartbeat& what;
    TaskId silence{};  ///< what happens if no sign comes
    bool fires = false;
    EventId last = EventId::none;
    EventId kept_away = EventId::none;  ///< why no sign comes
  };

  void on_event(const Event& event);
  static bool keeps_away(const Event& event, const Heart& heart);
  void beat(Heart& heart);
  void arm(Heart& heart);
  void record(Heart& heart, EventType type, std::string what, EventId cause);

  Timeline& timeline_;
  const ImpactMonitor& impact_;
  std::vector<Heart> hearts_;  ///< stays as it is: tasks know them by reference
};

}  // namespace firedrill::control
