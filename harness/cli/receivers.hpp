#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "harness/alertmanager/addresses.hpp"
#include "harness/alertmanager/message_data.hpp"
#include "harness/alertmanager/notification.hpp"
#include "harness/control/notifier.hpp"
#include "harness/core/time.hpp"
#include "harness/scenario/scenario.hpp"
#include "mock_services/pager/pager.hpp"

namespace firedrill::cli {

/// The receivers of a run's Alertmanager: each message goes to the mock pager as Alertmanager 0.25
/// sends it, and the pager's answer counts. All are written down, refused ones too, a line of JSON
/// each:
///
///   {"t_s":30,"at":"2024-...","receiver":"team","integration":"pagerduty","attempt":1,
///    "path":"/v2/enqueue","body":{...},"http":202}
///
/// `http` is null if there is no answer.
///
/// The keys and addresses of the configuration, which are secrets, are neither sent nor written:
/// made-up ones stand in their place, of the same length where a key is in the file, so that
/// PagerDuty refuses what it would refuse.
class Receivers {
 public:
  using OnLine = std::function<void(std::string_view line)>;

  /// `on_line` may be empty. The scenario must outlive it.
  Receivers(const Scenario& scenario, OnLine on_line);

  /// For a run, which it must outlive.
  control::Receiver as_receiver();

 private:
  int take(Instant at, const alertmanager::Notification& notification, std::optional<int> forced);

  const Scenario& scenario_;
  OnLine on_line_;
  alertmanager::MessageContext context_;
  alertmanager::Addresses addresses_;
  pager::Pager pager_;
};

}  // namespace firedrill::cli
