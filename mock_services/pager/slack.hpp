#pragma once

#include <optional>
#include <string>

#include "mock_services/http/message.hpp"
#include "mock_services/pager/event.hpp"

namespace firedrill::pager {

/// A message to a Slack incoming webhook, as JSON or as a form's "payload": the JSON. Refusals are
/// Slack's: 400 `invalid_payload` or `no_text`, 404 `no_service`.
/// Source: api.slack.com/messaging/webhooks, "Handling errors".
Taken<std::string> read_slack(const http::Request& request);

/// A request's path as it may be logged: that of a webhook is its only secret, so no more than
/// "/services/..." is left of it.
std::string logged_path(const std::string& path);

}  // namespace firedrill::pager
