#pragma once

#include "mock_services/http/message.hpp"
#include "mock_services/pager/event.hpp"
#include "mock_services/pager/incident.hpp"

namespace firedrill::pager {

/// A notification of Alertmanager's webhook, version "4": its group is one incident, whose key is
/// that of Alertmanager's own messages to PagerDuty, the SHA-256 of the group's key. The title is
/// made as Alertmanager makes it there: "[FIRING:2] AuthDown (checkout critical)". A refusal is 400
/// with {"error": "..."}, which names all mistakes.
/// Source: prometheus.io/docs/alerting/latest/configuration, "webhook_config".
Taken<Signal> read_webhook(const http::Request& request);

}  // namespace firedrill::pager
