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

}  // namespace firedrill::pager
