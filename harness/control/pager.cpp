#include "harness/control/pager.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/control/asleep.hpp"
#include "harness/core/distribution.hpp"
#include "harness/journal/detector.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

constexpr std::string_view alertmanager_name = "alertmanager";
const std::string pager_itself = "pager";

}  // namespace

Pager::Pager(Timeline& timeline, const Scenario& scenario, Seed seed)
    : timeline_(timeline),
      on_call_(scenario.on_call),
      roster_(scenario),
      filter_(scenario) {
  escalates_after_.reserve(on_call_.policies.size());  // policies_ look into it
  for (const PagingPolicy& policy : on_call_.policies) {
    std::vector<Duration>& delays = escalates_after_.emplace_back();
    for (const EscalationLevel& level : policy.levels) {
      delays.push_back(level.escalates_after);
    }
    policies_.push_back({.escalates_after = delays,
                         .loops = policy.loops,
                         .acknowledgement_timeout = policy.acknowledgement_timeout,
                         .auto_resolve_timeout = policy.auto_resolve_timeout});
  }
  for (const Person& person : on_call_.people) {
    const std::string own = "pager/" + person.name;
    lines_.push_back({.delivery = stream(seed, own + "/delivery" + stream_suffix(person)),
                      .loss = stream(seed, own + "/loss" + stream_suffix(person))});
  }
  timeline_.listen([this](const Event& event) { on_event(event); });
}

std::string Pager::key_of(const Event& event) {
  if (event.type == EventType::notification_sent) {
    const std::string_view address = detail(event, "address").value_or("");
    return std::string(address) + (address.empty() ? "" : " ") +
           std::string(detail(event, "key").value_or(""));
  }
  return event.subject + std::string(detail(event, "labels").value_or(""));
}

void Pager::on_event(const Event& event) {
  if (event.type == EventType::notification_sent && event.by == alertmanager_name) {
    take_notification(event);
  } else if (event.type == EventType::alert_firing && filter_.pages(event)) {
    receive(event, &Pager::trigger);
  } else if (event.type == EventType::alert_resolved) {
    receive(event, &Pager::take_end);
  } else if (event.type == EventType::impact_started) {
    customers_are_hurt_ = true;
  } else if (event.type == EventType::recovered) {
    customers_are_hurt_ = false;
    resolve_reports(event.id);
  }
}

/// The alerts of rules come from Prometheus, all others by themselves.
void Pager::receive(const Event& alert, void (Pager::*take)(const Event&)) {
  if (faults_ == nullptr || alert.by != detector::alert) {
    (this->*take)(alert);
    return;
  }
  faults_->send_alert(alert.id, [this, alert, take] { (this->*take)(alert); });
}

void Pager::take_end(const Event& alert) {
  if (const auto found = incidents_.find(key_of(alert)); found != incidents_.end()) {
    close(found->second, alert.id);
  }
}

/// What customers or a person report no rule resolves: it is over once customers are well again.
void Pager::resolve_reports(EventId cause) {
  for (auto& [key, incident] : incidents_) {
    if (incident.is_report) {
      close(incident, cause);
    }
  }
}

void Pager::take_notification(const Event& notification) {
  if (!filter_.pages_for_message(notification)) {
    return;
  }
  if (detail(notification, "status") == "firing") {
    open(notification, notification.id);
  } else if (const auto found = incidents_.find(key_of(notification)); found != incidents_.end()) {
    close(found->second, notification.id);
  }
}

void Pager::trigger(const Event& alert) {
  open(alert,
       timeline_.record({.type = EventType::notification_sent,
                         .what = alert.subject + " goes to the pager",
                         .cause = alert.id,
                         .subject = alert.subject,
                         .by = alert.by}));
}

/// Pages for an alert or a group of them, of which the pager was told so.
void Pager::open(const Event& alert, EventId notification) {
  const std::string key = key_of(alert);
  if (on_call_.policies.empty()) {
    timeline_.record({.type = EventType::page_lost,
                      .what = "nobody is on call",
                      .cause = notification,
                      .subject = alert.subject,
                      .by = pager_itself});
    return;
  }
  Incident& incident = incidents_[key];
  incident.alert = alert.subject;
  incident.is_report = alert.type == EventType::alert_firing && !is_state(alert);
  if (!incident.page.open()) {
    incident.policy = policy_for(alert);
  }
  const Urgency urgency = urgency_of(alert, on_call_.policies[incident.policy].urgency);
  const bool opened =
      incident.page.trigger(policy_of(incident), urgency, timeline_.scheduler().now());
  const std::string opens = urgency == Urgency::low ? "the pager opens an incident of low urgency"
                                                    : "the pager opens an incident";
  const EventId accepted = note_step(incident,
                                     EventType::page_accepted,
                                     opened ? opens : "added to the open incident, no new page",
                                     notification,
                                     opened ? urgency_details(policy_of(incident), urgency)
                                            : Details{{"joined", "open incident"}});
  if (opened) {
    incident.acknowledged_by.clear();
    incident.reached_anybody = false;
    send(key, accepted);
  }
}

void Pager::close(Incident& incident, EventId cause) {
  resolve(incident, "the pager closes the incident of " + incident.alert, pager_itself, cause);
}

void Pager::resolve(Incident& incident,
                    const std::string& what,
                    const std::string& by,
                    EventId cause) {
  if (!incident.page.resolve()) {
    return;
  }
  timeline_.scheduler().cancel(incident.timer);
  timeline_.record({.type = EventType::incident_resolved,
                    .what = what,
                    .cause = cause,
                    .subject = incident.alert,
                    .by = by});
}

/// Pages the level that the incident has reached, and `also` whoever that is.
void Pager::send(const std::string& key, EventId cause, std::optional<std::size_t> also) {
  Incident& incident = incidents_.at(key);
  std::vector<std::size_t> people = skip_to_somebody(incident, cause);
  const bool nobody = people.empty();
  if (also && std::find(people.begin(), people.end(), *also) == people.end()) {
    people.push_back(*also);
  }
  incident.last_step =
      nobody
          ? note_step(incident, EventType::escalation_exhausted, why_nobody(incident, also), cause)
          : cause;
  incident.reached_anybody |= !nobody;
  arm(key);
  const std::uint32_t assignment = ++incident.assignments;
  for (const std::size_t person : people) {
    assign({.key = key,
            .person = person,
            .level = on_call_.people[person].level.value_or(incident.page.level()),
            .incident = incident.page.incident(),
            .assignment = assignment,
            .cause = incident.last_step});
  }
}

/// Who is on call at the level that the incident has reached, or at the first one after it at which
/// somebody is; empty: at none. The cause becomes that of the last skip.
std::vector<std::size_t> Pager::skip_to_somebody(Incident& incident, EventId& cause) {
  const Instant now = timeline_.scheduler().now();
  while (true) {
    const LevelOfPolicy at{incident.policy, incident.page.level()};
    std::vector<std::size_t> people = roster_.whom_to_page(at, now);
    if (!people.empty()) {
      return people;
    }
    cause = note_step(incident,
                      EventType::level_skipped,
                      fmt::format("nobody is on call at level {}: {}",
                                  at.level + 1,
                                  names_of(on_call_, roster_.level(at))),
                      cause);
    if (incident.page.skip(policy_of(incident), now) == Page::Step::exhausted) {
      return {};
    }
  }
}

void Pager::arm(const std::string& key) {
  Incident& incident = incidents_.at(key);
  timeline_.scheduler().cancel(incident.timer);
  if (const std::optional<Instant> due = incident.page.due()) {
    incident.timer = timeline_.scheduler().at(*due, [this, key] { advance(key); });
  }
}

void Pager::advance(const std::string& key) {
  Incident& incident = incidents_.at(key);
  switch (incident.page.advance(policy_of(incident), timeline_.scheduler().now())) {
    case Page::Step::not_due:
      break;
    case Page::Step::next_level:
      send(
          key,
          note_step(incident,
                    EventType::escalated,
                    "not acknowledged in time, on to " +
                        names_of(on_call_, roster_.level({incident.policy, incident.page.level()})),
                    incident.last_step));
      break;
    case Page::Step::exhausted:
      incident.last_step = note_step(incident,
                                     EventType::escalation_exhausted,
                                     "nobody acknowledged, and nobody is left to page",
                                     incident.last_step);
      arm(key);  // it may still be closed by time
      break;
    case Page::Step::unacknowledged:
      page_again(key);
      break;
    case Page::Step::resolved:
      note_step(incident,
                EventType::incident_resolved,
                fmt::format("nobody closed {} within {}: the pager does",
                            incident.alert,
                            to_text(*policy_of(incident).auto_resolve_timeout)),
                incident.last_step,
                {{"why", "auto_resolve_timeout"}});
      break;
  }
}

EventId Pager::note_step(
    const Incident& incident, EventType type, std::string what, EventId cause, Details details) {
  return timeline_.record({.type = type,
                           .what = std::move(what),
                           .cause = cause,
                           .subject = incident.alert,
                           .by = pager_itself,
                           .details = std::move(details)});
}

/// Whoever had acknowledged is paged too.
void Pager::page_again(const std::string& key) {
  Incident& incident = incidents_.at(key);
  const std::string who = std::exchange(incident.acknowledged_by, {});
  const EventId again = note_step(incident,
                                  EventType::unacknowledged,
                                  fmt::format("{} is still open {} after {} acknowledged it",
                                              incident.alert,
                                              to_text(*policy_of(incident).acknowledgement_timeout),
                                              who),
                                  incident.last_acknowledgement);
  send(key, again, roster_.person_named(who));
}

/// Why a level and all those after it page nobody but `also`.
std::string Pager::why_nobody(const Incident& incident, std::optional<std::size_t> also) const {
  if (also) {
    return fmt::format("nobody is on call: only {} is paged again, who had acknowledged",
                       on_call_.people[*also].name);
  }
  return incident.reached_anybody ? "nobody acknowledged, and nobody else is on call"
                                  : "nobody is on call at any level: nobody is paged";
}

/// Which policy an incident goes by: by hand somebody says which.
std::size_t Pager::policy_for(const Event& alert) const {
  if (const auto to = detail(alert, "to")) {
    return on_call_.by_hand.find(*to)->second;
  }
  return firedrill::policy_of(on_call_, detail(alert, "receiver").value_or(""));
}

const EscalationPolicy& Pager::policy_of(const Incident& incident) const {
  return policies_[incident.policy];
}

void Pager::acknowledge(const Event& page, Then then) {
  const auto found = incidents_.find(std::string(detail(page, "key").value_or("")));
  if (found != incidents_.end() &&
      fmt::to_string(found->second.page.incident()) == detail(page, "incident")) {
    acknowledge(found->first, page.by, page.id, then);
  }
}

bool Pager::acknowledge(const std::string& key, const std::string& who) {
  const auto found = incidents_.find(key);
  return found != incidents_.end() &&
         acknowledge(key, who, found->second.last_page, Then::response);
}

bool Pager::resolve(const std::string& key, const std::string& who) {
  const auto found = incidents_.find(key);
  if (found == incidents_.end() || !found->second.page.open()) {
    return false;
  }
  Incident& incident = found->second;
  resolve(incident, who + " resolves the incident of " + incident.alert, who, incident.last_page);
  return true;
}

bool Pager::acknowledge(const std::string& key, const std::string& who, EventId cause, Then then) {
  Incident& incident = incidents_.at(key);
  if (!incident.page.acknowledge(policy_of(incident), timeline_.scheduler().now())) {
    return false;
  }
  arm(key);
  incident.acknowledged_by = who;
  Event event{.type = EventType::acknowledged,
              .what = who + " acknowledges " + incident.alert,
              .cause = cause,
              .subject = incident.alert,
              .by = who};
  if (then == Then::nothing) {
    event.what += " and falls asleep again";
    event.details.emplace_back("then", asleep);
    if (const auto timeout = policy_of(incident).acknowledgement_timeout) {
      event.details.emplace_back("times_out_after_ns", fmt::to_string(timeout->count()));
    }
  }
  incident.last_acknowledgement = timeline_.record(std::move(event));
  if (incident.is_report && !customers_are_hurt_) {  // the report came when all was over
    close(incident, incident.last_acknowledgement);
  }
  return true;
}

}  // namespace firedrill::control
