#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/control/impact.hpp"
#include "harness/control/timeline.hpp"
#include "harness/engine/outside_alerts.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// In place of Alerts and Notifier, where a real Prometheus and a real Alertmanager do their work:
/// records alert_firing, alert_resolved and notification_sent as they would. What fires before
/// t = 0 is recorded at t = 0, if it fires then; when Prometheus' alerts become pending nobody
/// outside hears.
class OutsideMonitoring {
 public:
  /// All must outlive it.
  OutsideMonitoring(Timeline& timeline, const ImpactMonitor& impact, const Scenario& scenario);

  /// To be called at t = 0.
  void begin();

  /// In tasks of the Scheduler. An alert that is told again is no news.
  void hear(const PrometheusAlert& alert);
  void hear(const AlertmanagerMessage& message);

 private:
  struct Known {
    PrometheusAlert alert;
    EventId last = EventId::none;  ///< its latest event; none: before t = 0
  };

  void record(Known& known);
  void record(const AlertmanagerMessage& message);
  const std::vector<std::string>& alerts_of(const AlertmanagerMessage& message);

  Timeline& timeline_;
  const ImpactMonitor& impact_;
  bool is_routed_;  ///< by a configuration of the user's own
  bool has_begun_ = false;
  std::map<std::string, Known> alerts_;                   ///< by fingerprint
  std::map<std::string, AlertmanagerMessage> early_;      ///< before t = 0, by key and receiver
  std::map<std::string, std::vector<std::string>> told_;  ///< the alerts, likewise
};

}  // namespace firedrill::control
