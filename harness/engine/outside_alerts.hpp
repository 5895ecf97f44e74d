#pragma once

#include <string>
#include <vector>

#include "harness/promql/labels.hpp"

namespace firedrill {

/// An alert as a Prometheus outside sends it to its Alertmanager, again and again while it fires.
struct PrometheusAlert {
  promql::Labels labels;  ///< with alertname
  std::string summary = {};
  bool resolved = false;
};

/// A message of an Alertmanager outside to one of its receivers.
struct AlertmanagerMessage {
  std::string receiver;
  std::string integration;   ///< "pagerduty", "webhook", "opsgenie" or "slack"
  std::string address = {};  ///< those of one address are one receiver; "": it has none
  std::string beside = {};   ///< of a webhook: the pager that the same message goes to; "": none
  std::string key = {};      ///< of the incident that it opens or closes; of a chat ""
  std::string title = {};
  std::string severity = {};  ///< PagerDuty's word; "": it has none
  bool firing = true;         ///< false: resolved
  /// Fingerprints, in hexadecimal, of the alerts that make it so; none if it does not say.
  std::vector<std::string> alerts = {};
};

}  // namespace firedrill
