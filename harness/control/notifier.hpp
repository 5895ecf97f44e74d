#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "harness/alertmanager/alertmanager.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/units.hpp"
#include "harness/promql/labels.hpp"
#include "harness/rules/sent_alert.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The user's Alertmanager, between the alert rules and the pager: takes what the rules send, and
/// records a notification_sent for each message to a receiver, by "alertmanager". Its details say
/// to whom (receiver, integration), of which group (key), why (reason) and whether it is firing or
/// resolved (status). Whatever pages somebody hears those. A note says once why a receiver is not
/// told of an alert: inhibition, a time interval, a silence, or a log that holds it for known.
class Notifier {
 public:
  /// Nothing if the scenario names no configuration; requires one that can be read. The scenario
  /// and the timeline must outlive it.
  static std::optional<alertmanager::Config> config_of(const Scenario& scenario);

  Notifier(Timeline& timeline,
           const alertmanager::Config& config,
           const Scenario& scenario,
           Seed seed);

  /// What Prometheus posts, and the event that told of the alert last.
  void post(const rules::SentAlert& alert, EventId cause);

 private:
  void silence(const AlertRouting::Silence& silence);
  void record(const alertmanager::Notification& notification);
  void note(const alertmanager::Untold& untold);
  EventId cause_of(const alertmanager::Notification& notification) const;

  Timeline& timeline_;
  std::int64_t unix_ns_at_zero_;
  std::map<promql::Labels, EventId> causes_;     // of each alert, the latest
  std::map<promql::Labels, std::string> noted_;  // of each alert, why nobody was told, until told
  alertmanager::Alertmanager manager_;
};

}  // namespace firedrill::control
