#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "harness/alertmanager/addresses.hpp"
#include "harness/alertmanager/alertmanager.hpp"
#include "harness/alertmanager/message_data.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/units.hpp"
#include "harness/promql/labels.hpp"
#include "harness/rules/sent_alert.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Takes one attempt to tell a receiver, at that time, and answers with a status of HTTP, or not at
/// all (AlertRouting::Failure::no_answer). `forced` is the answer that the scenario wants instead,
/// whatever there is to be told.
using Receiver = std::function<int(
    Instant at, const alertmanager::Notification& notification, std::optional<int> forced)>;

/// The user's Alertmanager, between the alert rules and the pager: takes what the rules send, and
/// records a notification_sent for each message that a receiver takes, by "alertmanager". Its
/// details say to whom (receiver, integration; address: those of one address are one receiver to
/// whom it goes, such as a service of PagerDuty), of which group (key), why (reason), whether it is
/// firing or resolved (status), of which alerts' events (alerts), when the group was due
/// (flushed_ns) and what that waited for (waited_for). Whatever pages somebody hears those. A
/// message that is not taken is a notification_failed with the answer (http), if there is one; and
/// one that a template keeps from being sent, with what is wrong (error).
///
/// Whoever is given as `receiver` takes the messages; without one every message is taken. But where
/// the scenario says otherwise its answer counts, and PagerDuty takes 120 calls a minute with one
/// routing key, and answers 429 to more. A note says once why a receiver is not told of an alert:
/// inhibition, a time interval, a silence, or a log that holds it for known; and one tells of each
/// tie (detail "tie"), after which the real Alertmanager might have told something else.
class Notifier {
 public:
  /// Nothing if the scenario names no configuration; requires one that can be read. The scenario
  /// and the timeline must outlive it.
  static std::optional<alertmanager::Config> config_of(const Scenario& scenario);

  Notifier(Timeline& timeline,
           const alertmanager::Config& config,
           const Scenario& scenario,
           Seed seed,
           Receiver receiver = {});

  /// What Prometheus posts, and the event that told of the alert last.
  void post(const rules::SentAlert& alert, EventId cause);

 private:
  void silence(const AlertRouting::Silence& silence);
  void deliver(const alertmanager::Notification& notification,
               const std::function<void(alertmanager::Delivery)>& completion);
  std::optional<int> refusal(const alertmanager::Notification& notification);
  bool is_over_limit(const std::string& key);
  Event event_of(const alertmanager::Notification& notification);
  void record(const alertmanager::Notification& notification);
  void record_unsent(const alertmanager::Notification& notification, const Error& error);
  void record_failure(const alertmanager::Notification& notification, int status);
  void record_unanswered(const alertmanager::Notification& notification);
  void note(const alertmanager::Untold& untold);
  void note(const alertmanager::Tie& tie);
  EventId cause_of(const alertmanager::Notification& notification) const;

  Timeline& timeline_;
  const AlertRouting& routing_;
  Receiver receiver_;
  alertmanager::MessageContext context_;
  std::map<promql::Labels, EventId> causes_;     // of each alert, the latest
  std::map<promql::Labels, std::string> noted_;  // of each alert, why nobody was told, until told
  alertmanager::Addresses addresses_;
  std::map<std::string, std::deque<Instant>> calls_;  // by address at PagerDuty, the last minute
  alertmanager::Alertmanager manager_;
};

}  // namespace firedrill::control
