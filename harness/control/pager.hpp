#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/behaviour/page.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// From a firing alert to a ringing phone: takes in what alerts and customers report, pages the
/// levels of the escalation one after the other, loses and delays pages as the scenario says, and
/// keeps one incident for each alert (its name and labels are the dedup key), or, with an
/// Alertmanager, for each group of alerts that it tells of.
///
/// Records notification_sent, page_accepted, page_delivered, page_lost, escalated, acknowledged and
/// incident_resolved. A page that nobody received is a lost page: with nobody on call, every page
/// is.
class Pager {
 public:
  Pager(Timeline& timeline, const OnCall& on_call, Seed seed);

  /// The person of a page_delivered event acknowledges the incident that it was about; nothing
  /// happens if that is not open any more, not even to the next incident of the same alert.
  void acknowledge(const Event& page);

  /// Somebody outside the scenario acknowledges or resolves the incident of a key. False, and
  /// nothing recorded: it is not open, or it was acknowledged before.
  bool acknowledge(const std::string& key, const std::string& who);
  bool resolve(const std::string& key, const std::string& who);

  /// Alertmanager says which of the rules' alerts page, and when: by notification_sent.
  void leave_alerts_to_alertmanager() { heeds_alerts_ = false; }

  /// The dedup key of an alert_firing, an alert_resolved or Alertmanager's notification_sent.
  static std::string key_of(const Event& event);

 private:
  struct Incident {
    std::string alert;
    std::string by;  ///< who reported it: "alert" or "customers"
    Page page;
    TaskId escalation{};
    EventId last_step = EventId::none;  ///< the escalation's own chain of causes
    EventId last_page = EventId::none;  ///< that was delivered
  };

  void on_event(const Event& event);
  bool pages(const Event& event) const;
  void take_notification(const Event& notification);
  void trigger(const Event& alert);
  void open(const Event& alert, EventId notification);
  void resolve(Incident& incident, EventId cause);
  void resolve_customer_reports(EventId cause);
  void acknowledge(Incident& incident, const std::string& who, EventId cause);
  void send(const std::string& key, EventId cause);
  void arrive(const std::string& key, std::size_t level, std::uint32_t number, EventId cause);
  void arm_escalation(const std::string& key);
  void escalate(const std::string& key);

  Timeline& timeline_;
  const OnCall& on_call_;
  std::vector<Duration> escalates_after_;
  EscalationPolicy policy_;
  Rng delivery_;
  Rng loss_;
  std::map<std::string, Incident> incidents_;
  bool customers_are_hurt_ = false;  // an impact is open
  bool heeds_alerts_ = true;         // of the rules
};

}  // namespace firedrill::control
