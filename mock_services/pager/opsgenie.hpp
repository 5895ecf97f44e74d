#pragma once

#include <string>
#include <string_view>

#include "mock_services/http/message.hpp"
#include "mock_services/pager/event.hpp"

namespace firedrill::pager {

/// Whether the path is one of Opsgenie's alert API: /v2/alerts, /v2/alerts/ALIAS/close or
/// .../acknowledge.
bool is_of_opsgenie(std::string_view path);

/// A request to Opsgenie's alert API, by which Alertmanager creates and closes alerts. The one of
/// an alias that is open already counts as the same alert; its key of the API is the service.
/// Refusals are Opsgenie's: 401 without "Authorization: GenieKey ...", 422 for what is not
/// processable. Source: docs.opsgenie.com, "Alert API", as of Alertmanager 0.25's requests.
Taken<Signal> read_opsgenie(const http::Request& request);

/// {"result": "Request will be processed", "took": 0.01, "requestId": "..."}, as 202.
http::Reply opsgenie_reply(const Signal& signal);

}  // namespace firedrill::pager
