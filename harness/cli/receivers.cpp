#include "harness/cli/receivers.hpp"

#include <cassert>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "harness/alertmanager/request.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/timestamp.hpp"
#include "mock_services/http/admin.hpp"

namespace firedrill::cli {
namespace {

using alertmanager::Integration;

constexpr int taken = 200;

/// The same integration at the mock pager's doors, with that key.
Integration at_mock_pager(Integration integration, std::string key) {
  integration.key = std::move(key);
  switch (integration.kind) {
    case Integration::Kind::webhook:
      integration.url = "/alertmanager";
      break;
    case Integration::Kind::pagerduty:
      integration.url = "/v2/enqueue";
      break;
    case Integration::Kind::opsgenie:
      integration.url = "/";
      break;
    case Integration::Kind::slack:
      integration.url = "/services/T0/B0/KEY";
      break;
  }
  return integration;
}

/// What the mock pager says to it; the older API of PagerDuty it does not have.
int answer_of(pager::Pager& pager,
              const Integration& integration,
              const alertmanager::Request& request,
              pager::WallTime now) {
  if (integration.events_v1) {
    return taken;
  }
  http::Request post{.method = "POST",
                     .target = request.url,
                     .path = request.url.substr(0, request.url.find('?')),
                     .query = {},
                     .headers = {{"content-type", "application/json"}},
                     .body = request.body,
                     .peer = {}};
  if (!request.authorization.empty()) {
    post.headers.add("authorization", request.authorization);
  }
  return http::status_of(pager.handle(post, now));
}

}  // namespace

Receivers::Receivers(const Scenario& scenario, OnLine on_line)
    : scenario_(scenario),
      on_line_(std::move(on_line)),
      context_{.unix_ns_at_zero = scenario.starts_at_unix_ns},
      addresses_(control::Notifier::config_of(scenario).value_or(alertmanager::Config{})),
      // How many calls PagerDuty takes is the Notifier's business; whom a message pages, the run's.
      pager_({.events_per_minute = 0}, "", {.on_signal = [](const pager::Signal& /*signal*/) {}}) {}

control::Receiver Receivers::as_receiver() {
  return [this](Instant at,
                const alertmanager::Notification& notification,
                std::optional<int> forced) { return take(at, notification, forced); };
}

int Receivers::take(Instant at,
                    const alertmanager::Notification& notification,
                    std::optional<int> forced) {
  const Integration integration =
      at_mock_pager(*notification.integration,
                    addresses_.stand_in(*notification.receiver, *notification.integration));
  alertmanager::Notification sent = notification;
  sent.integration = &integration;
  const Result<alertmanager::Request> made = request_of(sent, context_);
  assert(made);  // else the Notifier has said why nothing is sent
  const alertmanager::Request& request = *made;
  const std::int64_t unix_ns = scenario_.starts_at_unix_ns + at.time_since_epoch().count();
  const pager::WallTime now{Duration{unix_ns}};
  const int status = forced ? *forced : answer_of(pager_, integration, request, now);
  if (on_line_) {
    std::string line;
    JsonWriter writer(line);
    writer.begin_object()
        .member("t_s", std::chrono::duration<double>(at.time_since_epoch()).count())
        .member("at", to_rfc3339({unix_ns, scenario_.utc_offset_minutes}))
        .member("receiver", notification.receiver->name)
        .member("integration", integration.name())
        .member("attempt", notification.attempt)
        .member("path", request.url)
        .key("body")
        .raw(request.body)
        .key("http");
    if (status == AlertRouting::Failure::no_answer) {
      writer.null();
    } else {
      writer.value(status);
    }
    writer.end_object();
    on_line_(line + "\n");
  }
  return status;
}

}  // namespace firedrill::cli
