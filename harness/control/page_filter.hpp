#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/journal/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The alerts that heartbeats watch: they always fire, so they neither detect nor page.
std::set<std::string, std::less<>> signs_of_life(const Scenario& scenario);

/// Which events page somebody.
class PageFilter {
 public:
  explicit PageFilter(const Scenario& scenario);

  /// Alertmanager says which of the rules' alerts page, and when: by notification_sent. Alerts that
  /// are told from outside were routed there.
  void leave_alerts_to_alertmanager() { heeds_alerts_ = false; }

  /// Whether an alert_firing goes to the pager.
  bool pages(const Event& alert) const;

  /// Whether a message of Alertmanager's does. What it tells a chat pages nobody, nor does what
  /// goes to a receiver of which the scenario says so, or to a webhook beside a pager (detail
  /// "beside").
  bool pages_for_message(const Event& notification) const;

 private:
  std::vector<std::string> severities_;
  std::set<std::string, std::less<>> signs_;
  std::set<std::string, std::less<>> silent_receivers_;
  bool heeds_alerts_ = true;  // of the rules
};

}  // namespace firedrill::control
