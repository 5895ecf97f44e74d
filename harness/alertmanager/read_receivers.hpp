#pragma once

#include <string>
#include <vector>

#include "harness/alertmanager/config.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::alertmanager {

/// What receivers take from `global` where they say nothing themselves.
struct ReceiverDefaults {
  std::string pagerduty_url = "https://events.pagerduty.com/v2/enqueue";
  std::string opsgenie_api_url = "https://api.opsgenie.com/";
  std::string opsgenie_api_key = {};
  bool has_opsgenie_key = false;  ///< here or in a file
  std::string slack_api_url = {};
  bool has_slack_url = false;  ///< here or in a file
};

/// The keys of `global` that are about receivers.
ReceiverDefaults read_receiver_defaults(ObjectReader& global);

/// An item of `receivers`.
Receiver read_receiver(const Json& json,
                       const ReceiverDefaults& defaults,
                       Diagnostics& diagnostics);

}  // namespace firedrill::alertmanager
