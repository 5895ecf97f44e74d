#include "harness/control/outside_monitoring.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace firedrill::control {
namespace {

/// What a message and the one about its end have in common.
std::string place_of(const AlertmanagerMessage& message) {
  return fmt::format(
      "{} {} {} {}", message.address, message.key, message.receiver, message.integration);
}

}  // namespace

OutsideMonitoring::OutsideMonitoring(Timeline& timeline,
                                     const ImpactMonitor& impact,
                                     const Scenario& scenario)
    : timeline_(timeline),
      impact_(impact),
      is_routed_(!scenario.alert_routing.file.empty()) {}

void OutsideMonitoring::begin() {
  has_begun_ = true;
  for (auto& [fingerprint, known] : alerts_) {
    record(known);
  }
  for (const auto& [key, message] : std::exchange(early_, {})) {
    record(message);
  }
}

void OutsideMonitoring::hear(const PrometheusAlert& alert) {
  const std::string fingerprint = fmt::format("{:016x}", alert.labels.fingerprint());
  const auto found = alerts_.find(fingerprint);
  const bool fires = found != alerts_.end() && !found->second.alert.resolved;
  if (fires != alert.resolved) {
    return;
  }
  if (alert.resolved && !has_begun_) {
    alerts_.erase(found);
    return;
  }
  Known& known = alerts_[fingerprint];
  known.alert = alert;
  if (has_begun_) {
    record(known);
  }
}

void OutsideMonitoring::record(Known& known) {
  const promql::Labels& labels = known.alert.labels;
  const std::string name(labels.get("alertname"));
  const std::string& summary = known.alert.summary;
  Event event{.type = known.alert.resolved ? EventType::alert_resolved : EventType::alert_firing,
              .what = fmt::format("{}{} {}",
                                  name,
                                  summary.empty() ? "" : " (" + summary + ")",
                                  known.alert.resolved ? "is resolved" : "fires"),
              .cause = known.alert.resolved ? known.last : impact_.open_impact(),
              .subject = name,
              .by = "alert",
              .details = {{"labels", labels.to_string()}}};
  if (const std::string_view severity = labels.get("severity"); !severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  known.last = timeline_.record(std::move(event));
}

void OutsideMonitoring::hear(const AlertmanagerMessage& message) {
  if (has_begun_) {
    record(message);
    return;
  }
  const std::string key = place_of(message);
  if (message.firing) {
    early_.insert_or_assign(key, message);
  } else {
    early_.erase(key);
  }
}

/// A message that does not say which alerts are over is about those of the one before.
const std::vector<std::string>& OutsideMonitoring::alerts_of(const AlertmanagerMessage& message) {
  std::vector<std::string>& told = told_[place_of(message)];
  if (message.firing || !message.alerts.empty()) {
    told = message.alerts;
  }
  return told;
}

void OutsideMonitoring::record(const AlertmanagerMessage& message) {
  EventId cause = EventId::none;
  std::string subject = message.title;
  std::string severity = message.severity;
  std::vector<std::string_view> urgencies;
  for (const std::string& fingerprint : alerts_of(message)) {
    const auto found = alerts_.find(fingerprint);
    if (found == alerts_.end()) {
      continue;
    }
    const promql::Labels& labels = found->second.alert.labels;
    if (urgencies.empty()) {
      subject = labels.get("alertname");
    }
    urgencies.push_back(labels.get("urgency"));
    cause = std::max(cause, found->second.last);
    if (!is_routed_) {
      severity = labels.get("severity");
    }
  }
  Event event{.type = EventType::notification_sent,
              .what = fmt::format("Alertmanager tells {} by {}: {}",
                                  message.receiver,
                                  message.integration,
                                  message.title.empty() ? "[RESOLVED] " + subject : message.title),
              .cause = cause,
              .subject = std::move(subject),
              .by = "alertmanager",
              .details = {{"key", message.key},
                          {"status", message.firing ? "firing" : "resolved"},
                          {"receiver", message.receiver},
                          {"integration", message.integration}}};
  for (const auto& [name, value] :
       {std::pair("address", message.address), std::pair("beside", message.beside)}) {
    if (!value.empty()) {
      event.details.emplace_back(name, value);
    }
  }
  if (!severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  const bool is_common = std::all_of(urgencies.begin(), urgencies.end(), [&](auto urgency) {
    return urgency == urgencies.front();
  });
  if (is_common && !urgencies.empty() && !urgencies.front().empty()) {
    event.details.emplace_back("urgency", urgencies.front());
  }
  timeline_.record(std::move(event));
}

}  // namespace firedrill::control
