#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/behaviour/page.hpp"
#include "harness/control/page_filter.hpp"
#include "harness/control/response_faults.hpp"
#include "harness/control/roster.hpp"
#include "harness/control/timeline.hpp"
#include "harness/control/urgency.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// An incident that is open, for whoever shows it.
struct OpenIncident {
  std::string key;    ///< as Pager::key_of() makes it
  std::string alert;  ///< its name
  Urgency urgency = Urgency::high;
  std::uint32_t number = 0;      ///< among those of its key
  std::uint32_t assignment = 0;  ///< counts how often somebody was assigned
  std::string assigned;          ///< who is, now: all of the level that it has reached
  std::string acknowledged_by;   ///< "": it waits for somebody
};

/// From a firing alert to a ringing phone: takes in what alerts and customers report, pages the
/// levels of the policy that it goes by one after the other, loses and delays pages as the scenario
/// says, and keeps one incident for each alert (its name and labels are the dedup key), or, with an
/// Alertmanager, for each group of alerts that it tells of.
///
/// Records notification_sent, page_accepted, page_delivered, page_lost, escalated, level_skipped,
/// escalation_exhausted, acknowledged, unacknowledged and incident_resolved. A page that nobody
/// received is a lost page: with nobody on call, every page is.
class Pager {
 public:
  /// All but the seed must outlive it.
  Pager(Timeline& timeline, const Scenario& scenario, Seed seed);

  /// What somebody does who has acknowledged.
  enum class Then : std::uint8_t {
    response,
    nothing  ///< falls asleep again: no step of the response follows
  };

  /// The person of a page_delivered event acknowledges the incident that it was about; nothing
  /// happens if that is not open any more, not even to the next incident of the same alert.
  void acknowledge(const Event& page, Then then = Then::response);

  /// Somebody outside the scenario acknowledges or resolves the incident of a key. False, and
  /// nothing recorded: it is not open, or it was acknowledged before.
  bool acknowledge(const std::string& key, const std::string& who);
  bool resolve(const std::string& key, const std::string& who);

  /// By key.
  std::vector<OpenIncident> open_incidents() const;

  /// Alertmanager says which of the rules' alerts page, and when: by notification_sent.
  void leave_alerts_to_alertmanager() { filter_.leave_alerts_to_alertmanager(); }

  /// What happens to pages on their way, beside the scenario's "delivery" and "loss".
  void is_hit_by(ResponseFaults& faults) { faults_ = &faults; }

  /// The dedup key of an alert_firing, an alert_resolved or Alertmanager's notification_sent.
  static std::string key_of(const Event& event);

 private:
  struct Incident {
    std::string alert;
    bool is_report = false;  ///< by customers or a person: no rule resolves it
    std::size_t policy = 0;
    Page page;
    TaskId timer{};
    std::string acknowledged_by;  ///< the last time
    EventId last_acknowledgement = EventId::none;
    bool reached_anybody = false;       ///< somebody was assigned since it was opened
    std::uint32_t assignments = 0;      ///< how often somebody was assigned
    EventId last_step = EventId::none;  ///< the escalation's own chain of causes
    EventId last_page = EventId::none;  ///< that was delivered
  };

  /// One person who is to be told of an incident.
  struct Ring {
    std::string key;
    std::size_t person = 0;
    std::size_t level = 0;
    std::uint32_t incident = 0;
    std::uint32_t assignment = 0;
    EventId cause = EventId::none;
    std::optional<Channel> by = {};
    std::string fault = {};  ///< id of the one that it met on its way
    bool is_lost = false;    ///< because of that
    bool is_copy = false;
  };

  /// A person's part of the chances.
  struct Line {
    Rng delivery;
    Rng loss;
  };

  void on_event(const Event& event);
  void receive(const Event& alert, void (Pager::*take)(const Event&));
  void take_notification(const Event& notification);
  void trigger(const Event& alert);
  void open(const Event& alert, EventId notification);
  void take_end(const Event& alert);
  void close(Incident& incident, EventId cause);
  void resolve(Incident& incident, const std::string& what, const std::string& by, EventId cause);
  void resolve_reports(EventId cause);
  bool acknowledge(const std::string& key, const std::string& who, EventId cause, Then then);
  void send(const std::string& key, EventId cause, std::optional<std::size_t> also = {});
  std::vector<std::size_t> skip_to_somebody(Incident& incident, EventId& cause);
  void assign(const Ring& ring);
  void ring(const Ring& ring);
  void arrive_after(Duration delay, const Ring& ring);
  void arrive(const Ring& ring);
  void arm(const std::string& key);
  void advance(const std::string& key);
  EventId note_step(const Incident& incident,
                    EventType type,
                    std::string what,
                    EventId cause,
                    Details details = {});
  void page_again(const std::string& key);
  std::string why_nobody(const Incident& incident, std::optional<std::size_t> also) const;
  const EscalationPolicy& policy_of(const Incident& incident) const;
  std::size_t policy_for(const Event& alert) const;

  Timeline& timeline_;
  const OnCall& on_call_;
  Roster roster_;
  PageFilter filter_;
  ResponseFaults* faults_ = nullptr;
  std::vector<std::vector<Duration>> escalates_after_;  ///< by policy
  std::vector<EscalationPolicy> policies_;
  std::vector<Line> lines_;  ///< by person
  std::map<std::string, Incident> incidents_;
  bool customers_are_hurt_ = false;  // an impact is open
};

}  // namespace firedrill::control
