#include "harness/control/page_filter.hpp"

#include <algorithm>

#include "harness/journal/detector.hpp"

namespace firedrill::control {

std::set<std::string, std::less<>> signs_of_life(const Scenario& scenario) {
  std::set<std::string, std::less<>> alerts;
  for (const Heartbeat& heartbeat : scenario.heartbeats) {
    if (!heartbeat.alert.empty()) {
      alerts.insert(heartbeat.alert);
    }
  }
  return alerts;
}

PageFilter::PageFilter(const Scenario& scenario)
    : severities_(scenario.on_call.pages_on),
      signs_(signs_of_life(scenario)),
      silent_receivers_(scenario.on_call.silent_receivers) {}

bool PageFilter::pages(const Event& alert) const {
  const bool is_routed = alert.by == detector::alert && detail(alert, told_from) != outside;
  if (is_routed && !heeds_alerts_) {
    return false;
  }
  const std::optional<std::string_view> severity = detail(alert, "severity");
  return !severity ||
         std::find(severities_.begin(), severities_.end(), *severity) != severities_.end();
}

bool PageFilter::pages_for_message(const Event& notification) const {
  return detail(notification, "integration") != "slack" && !detail(notification, "beside") &&
         !silent_receivers_.contains(detail(notification, "receiver").value_or("")) &&
         !signs_.contains(notification.subject);
}

}  // namespace firedrill::control
