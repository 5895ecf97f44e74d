#include "harness/control/pager.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/distribution.hpp"

namespace firedrill::control {
namespace {

constexpr std::string_view customers = "customers";
constexpr std::string_view rules = "alert";
constexpr std::string_view alertmanager_name = "alertmanager";

}  // namespace

Pager::Pager(Timeline& timeline, const OnCall& on_call, Seed seed)
    : timeline_(timeline),
      on_call_(on_call),
      delivery_(stream(seed, "pager/delivery")),
      loss_(stream(seed, "pager/loss")) {
  for (const EscalationLevel& level : on_call.escalation) {
    escalates_after_.push_back(level.escalates_after);
  }
  policy_ = {.escalates_after = escalates_after_, .loops = on_call.loops};
  timeline_.listen([this](const Event& event) { on_event(event); });
}

std::string Pager::key_of(const Event& event) {
  if (event.type == EventType::notification_sent) {
    return std::string(detail(event, "key").value_or(""));
  }
  return event.subject + std::string(detail(event, "labels").value_or(""));
}

void Pager::on_event(const Event& event) {
  if (event.type == EventType::notification_sent && event.by == alertmanager_name) {
    take_notification(event);
  } else if (event.type == EventType::alert_firing && pages(event)) {
    trigger(event);
  } else if (event.type == EventType::alert_resolved) {
    if (const auto found = incidents_.find(key_of(event)); found != incidents_.end()) {
      resolve(found->second, event.id);
    }
  } else if (event.type == EventType::impact_started) {
    customers_are_hurt_ = true;
  } else if (event.type == EventType::recovered) {
    customers_are_hurt_ = false;
    resolve_customer_reports(event.id);
  }
}

/// A customer report has no rule that resolves it: it is answered once customers are well again.
void Pager::resolve_customer_reports(EventId cause) {
  for (auto& [key, incident] : incidents_) {
    if (incident.by == customers) {
      resolve(incident, cause);
    }
  }
}

/// A message to a chat pages nobody.
void Pager::take_notification(const Event& notification) {
  if (detail(notification, "integration") == "slack") {
    return;
  }
  if (detail(notification, "status") == "firing") {
    open(notification, notification.id);
  } else if (const auto found = incidents_.find(key_of(notification)); found != incidents_.end()) {
    resolve(found->second, notification.id);
  }
}

bool Pager::pages(const Event& event) const {
  if (event.by == rules && !heeds_alerts_) {
    return false;
  }
  const std::optional<std::string_view> severity = detail(event, "severity");
  return !severity || std::find(on_call_.pages_on.begin(), on_call_.pages_on.end(), *severity) !=
                          on_call_.pages_on.end();
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
  if (on_call_.escalation.empty()) {
    timeline_.record({.type = EventType::page_lost,
                      .what = "nobody is on call",
                      .cause = notification,
                      .subject = alert.subject,
                      .by = "pager"});
    return;
  }
  Incident& incident = incidents_[key];
  incident.alert = alert.subject;
  incident.by = alert.by;
  const bool opened = incident.page.trigger(policy_, timeline_.scheduler().now());
  const EventId accepted = timeline_.record(
      {.type = EventType::page_accepted,
       .what = opened ? "the pager opens an incident" : "added to the open incident, no new page",
       .cause = notification,
       .subject = alert.subject,
       .by = "pager"});
  if (opened) {
    send(key, accepted);
  }
}

void Pager::resolve(Incident& incident, EventId cause) {
  if (!incident.page.resolve()) {
    return;
  }
  timeline_.scheduler().cancel(incident.escalation);
  timeline_.record({.type = EventType::incident_resolved,
                    .what = "the pager closes the incident of " + incident.alert,
                    .cause = cause,
                    .subject = incident.alert,
                    .by = "pager"});
}

void Pager::send(const std::string& key, EventId cause) {
  Incident& incident = incidents_.at(key);
  incident.last_step = cause;
  const std::size_t level = incident.page.level();
  const Duration delay = on_call_.delivery.sample(delivery_);
  arm_escalation(key);
  const std::uint32_t number = incident.page.incident();
  if (delay == Duration::zero()) {
    arrive(key, level, number, cause);
    return;
  }
  timeline_.scheduler().after(
      delay, [this, key, level, number, cause] { arrive(key, level, number, cause); });
}

void Pager::arrive(const std::string& key, std::size_t level, std::uint32_t number, EventId cause) {
  Incident& incident = incidents_.at(key);
  const std::string& person = on_call_.escalation[level].notify;
  const bool lost = loss_.unit() < on_call_.loss;
  const EventId page = timeline_.record(
      {.type = lost ? EventType::page_lost : EventType::page_delivered,
       .what = lost ? "the page to " + person + " never arrived" : person + " is paged",
       .cause = cause,
       .subject = incident.alert,
       .by = person,
       .details = {
           {"key", key}, {"level", fmt::to_string(level)}, {"incident", fmt::to_string(number)}}});
  incident.last_page = lost ? incident.last_page : page;
}

void Pager::arm_escalation(const std::string& key) {
  Incident& incident = incidents_.at(key);
  if (const std::optional<Instant> due = incident.page.escalates_at()) {
    incident.escalation = timeline_.scheduler().at(*due, [this, key] { escalate(key); });
  }
}

void Pager::escalate(const std::string& key) {
  Incident& incident = incidents_.at(key);
  const Page::Escalation result = incident.page.escalate(policy_, timeline_.scheduler().now());
  if (result == Page::Escalation::not_due) {
    return;
  }
  const bool exhausted = result == Page::Escalation::exhausted;
  const std::string next =
      exhausted ? std::string{} : on_call_.escalation[incident.page.level()].notify;
  const EventId escalated =
      timeline_.record({.type = exhausted ? EventType::note : EventType::escalated,
                        .what = exhausted ? "nobody acknowledged, and nobody is left to page"
                                          : "not acknowledged in time, on to " + next,
                        .cause = incident.last_step,
                        .subject = incident.alert,
                        .by = "pager"});
  if (!exhausted) {
    send(key, escalated);
  }
}

void Pager::acknowledge(const Event& page) {
  const auto found = incidents_.find(std::string(detail(page, "key").value_or("")));
  if (found == incidents_.end() ||
      fmt::to_string(found->second.page.incident()) != detail(page, "incident") ||
      !found->second.page.acknowledge()) {
    return;
  }
  acknowledge(found->second, page.by, page.id);
}

bool Pager::acknowledge(const std::string& key, const std::string& who) {
  const auto found = incidents_.find(key);
  if (found == incidents_.end() || !found->second.page.acknowledge()) {
    return false;
  }
  acknowledge(found->second, who, found->second.last_page);
  return true;
}

bool Pager::resolve(const std::string& key, const std::string& who) {
  const auto found = incidents_.find(key);
  if (found == incidents_.end() || !found->second.page.resolve()) {
    return false;
  }
  timeline_.scheduler().cancel(found->second.escalation);
  timeline_.record({.type = EventType::incident_resolved,
                    .what = who + " resolves the incident of " + found->second.alert,
                    .cause = found->second.last_page,
                    .subject = found->second.alert,
                    .by = who});
  return true;
}

/// What follows from an acknowledgement.
void Pager::acknowledge(Incident& incident, const std::string& who, EventId cause) {
  timeline_.scheduler().cancel(incident.escalation);
  const EventId acknowledged = timeline_.record({.type = EventType::acknowledged,
                                                 .what = who + " acknowledges " + incident.alert,
                                                 .cause = cause,
                                                 .subject = incident.alert,
                                                 .by = who});
  if (incident.by == customers && !customers_are_hurt_) {
    resolve(incident, acknowledged);  // the report came when all was over
  }
}

}  // namespace firedrill::control
