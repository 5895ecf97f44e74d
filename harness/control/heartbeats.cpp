#include "harness/control/heartbeats.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/faults/alert_delay.hpp"
#include "harness/journal/detector.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::control {

Heartbeats::Heartbeats(Timeline& timeline, const Scenario& scenario, const ImpactMonitor& impact)
    : timeline_(timeline),
      impact_(impact) {
  for (const Heartbeat& heartbeat : scenario.heartbeats) {
    hearts_.push_back({.what = heartbeat});
  }
  if (!hearts_.empty()) {
    timeline_.listen([this](const Event& event) { on_event(event); });
  }
}

void Heartbeats::start() {
  for (Heart& heart : hearts_) {
    arm(heart);
  }
}

void Heartbeats::on_evaluation() {
  for (Heart& heart : hearts_) {
    if (heart.what.alert.empty()) {
      beat(heart);
    }
  }
}

bool Heartbeats::watch(const rules::SentAlert& alert) const {
  return std::any_of(hearts_.begin(), hearts_.end(), [&](const Heart& heart) {
    return alert.labels.get("alertname") == heart.what.alert;
  });
}

void Heartbeats::on_sent(const rules::SentAlert& alert) {
  for (Heart& heart : hearts_) {
    if (!alert.is_resolved && alert.labels.get("alertname") == heart.what.alert) {
      beat(heart);
    }
  }
}

void Heartbeats::on_event(const Event& event) {
  const bool tells = event.type == EventType::notification_sent && event.by == "alertmanager" &&
                     detail(event, "status") == "firing";
  for (Heart& heart : hearts_) {
    if (tells && heart.what.alert == event.subject) {
      beat(heart);
    } else if (keeps_away(event, heart)) {
      heart.kept_away = event.id;
    }
  }
}

/// A Prometheus that hangs; what keeps its alert, the end of that, or why a receiver was not told.
bool Heartbeats::keeps_away(const Event& event, const Heart& heart) {
  if (detail(event, "prometheus") == "down") {
    return true;
  }
  if (heart.what.alert.empty()) {
    return false;
  }
  if (event.type == EventType::fault_injected) {
    return detail(event, "fault") == faults::AlertDelay::kind;
  }
  return event.subject == heart.what.alert &&
         (event.type == EventType::notification_failed || detail(event, "untold") ||
          detail(event, "sign") == "ended");
}

void Heartbeats::beat(Heart& heart) {
  heart.kept_away = EventId::none;
  if (std::exchange(heart.fires, false)) {
    record(heart, EventType::alert_resolved, heart.what.name + " hears a sign again", heart.last);
  }
  arm(heart);
}

void Heartbeats::arm(Heart& heart) {
  Scheduler& scheduler = timeline_.scheduler();
  scheduler.cancel(heart.silence);
  // A sign may still come at the last instant.
  heart.silence = scheduler.after(heart.what.within + Duration{1}, [this, &heart] {
    heart.fires = true;
    record(heart,
           EventType::alert_firing,
           fmt::format("{} fires: no sign of {} for {}",
                       heart.what.name,
                       heart.what.alert.empty() ? "the evaluation of rules" : heart.what.alert,
                       brief(heart.what.within)),
           either(impact_.open_impact(), heart.kept_away));
  });
}

void Heartbeats::record(Heart& heart, EventType type, std::string what, EventId cause) {
  heart.last = timeline_.record({.type = type,
                                 .what = std::move(what),
                                 .cause = cause,
                                 .subject = heart.what.name,
                                 .by = std::string(detector::heartbeat),
                                 .details = {{"severity", heart.what.severity}}});
}

}  // namespace firedrill::control
