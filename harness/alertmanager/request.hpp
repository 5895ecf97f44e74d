#pragma once

#include <string>

#include "harness/alertmanager/message_data.hpp"
#include "harness/alertmanager/notification.hpp"
#include "harness/core/result.hpp"

namespace firedrill::alertmanager {

/// What goes over the wire: a POST of JSON.
struct Request {
  std::string url;                 ///< empty if it stands in a file
  std::string body = {};           ///< JSON
  std::string authorization = {};  ///< the header's value, or none
};

/// The request that Alertmanager 0.25 makes of a notification, with the texts of the configuration
/// and its default templates: webhook version 4, PagerDuty's Events API v2 and v1, Slack's incoming
/// webhooks, Opsgenie's alert API. The error is that of a text that cannot be rendered: nothing is
/// sent then, before the group's next tick. Requires at least one alert.
Result<Request> request_of(const Notification& notification, const MessageContext& context);

}  // namespace firedrill::alertmanager
