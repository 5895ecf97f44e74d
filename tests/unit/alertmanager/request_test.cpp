// The bodies that the real Alertmanager 0.25 has sent for the same alerts.
#include "harness/alertmanager/request.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/text/timestamp.hpp"

using firedrill::Instant;
using firedrill::alertmanager::Alert;
using firedrill::alertmanager::Integration;
using firedrill::alertmanager::MessageContext;
using firedrill::alertmanager::Notification;
using firedrill::alertmanager::NotifiedAlert;
using firedrill::alertmanager::Receiver;
using firedrill::alertmanager::Request;
using firedrill::alertmanager::request_of;
using nlohmann::json;

namespace {

Instant instant(std::string_view moment) {
  return Instant{firedrill::Duration{firedrill::parse_timestamp(moment).operator*().unix_ns}};
}

NotifiedAlert auth_down(const std::string& inst, bool resolved) {
  return {.alert = {.labels = {{"alertname", "AuthDown"},
                               {"inst", inst},
                               {"service", "AuthDown"},
                               {"severity", "critical"},
                               {"team", "multi"}},
                    .annotations = {{"description", "401 rate 100% on " + inst},
                                    {"runbook_url", "https://runbooks.example/auth"},
                                    {"summary", "auth provider rejects tokens"}},
                    .generator_url = "http://prom.example/graph?g0.expr=1",
                    .starts_at = instant("2026-11-22T06:52:44.627Z"),
                    .ends_at = instant("2026-11-22T06:52:52.629Z")},
          .resolved = resolved};
}

/// What the receiver "multi" is told of two alerts.
Request told(const Integration& integration,
             bool resolved,
             const std::string& receiver_name = "multi") {
  const Receiver receiver{.name = receiver_name};
  return *request_of({.receiver = &receiver,
                      .integration = &integration,
                      .group_key = R"({}/{team="multi"}:{alertname="AuthDown"})",
                      .group_labels = {{"alertname", "AuthDown"}},
                      .alerts = {auth_down("a", resolved), auth_down("b", resolved)}},
                     {.external_url = "http://vm:21093"});
}

json body_of(const Integration& integration,
             bool resolved,
             const std::string& receiver_name = "multi") {
  return json::parse(told(integration, resolved, receiver_name).body);
}

constexpr std::string_view dedup_key =
    "e6172a3b7b29576279fd7bd64e527b7de22373e68bea76ef2b33aa22a3309605";

/// One of the alerts in the default templates' list.
std::string listed(std::string_view inst) {
  return "Labels:\n - alertname = AuthDown\n - inst = " + std::string(inst) +
         "\n - service = AuthDown\n - severity = critical\n - team = multi\n"
         "Annotations:\n - description = 401 rate 100% on " +
         std::string(inst) +
         "\n - runbook_url = https://runbooks.example/auth\n"
         " - summary = auth provider rejects tokens\n"
         "Source: http://prom.example/graph?g0.expr=1\n";
}

json webhook_alert(std::string_view inst, std::string_view fingerprint, bool resolved) {
  return {{"status", resolved ? "resolved" : "firing"},
          {"labels",
           {{"alertname", "AuthDown"},
            {"inst", inst},
            {"service", "AuthDown"},
            {"severity", "critical"},
            {"team", "multi"}}},
          {"annotations",
           {{"description", "401 rate 100% on " + std::string(inst)},
            {"runbook_url", "https://runbooks.example/auth"},
            {"summary", "auth provider rejects tokens"}}},
          {"startsAt", "2026-11-22T06:52:44.627Z"},
          {"endsAt", resolved ? "2026-11-22T06:52:52.629Z" : "0001-01-01T00:00:00Z"},
          {"generatorURL", "http://prom.example/graph?g0.expr=1"},
          {"fingerprint", fingerprint}};
}

json webhook_body(bool resolved) {
  return {{"receiver", "multi"},
          {"status", resolved ? "resolved" : "firing"},
          {"alerts",
           {webhook_alert("a", "78b03da995cee2a8", resolved),
            webhook_alert("b", "3f86996143e6cd7b", resolved)}},
          {"groupLabels", {{"alertname", "AuthDown"}}},
          {"commonLabels",
           {{"alertname", "AuthDown"},
            {"service", "AuthDown"},
            {"severity", "critical"},
            {"team", "multi"}}},
          {"commonAnnotations",
           {{"runbook_url", "https://runbooks.example/auth"},
            {"summary", "auth provider rejects tokens"}}},
          {"externalURL", "http://vm:21093"},
          {"version", "4"},
          {"groupKey", R"({}/{team="multi"}:{alertname="AuthDown"})"},
          {"truncatedAlerts", 0}};
}

constexpr std::string_view receiver_url = "http://vm:21093/#/alerts?receiver=multi";

}  // namespace

TEST_CASE("a webhook gets the captured body", "[unit][alertmanager]") {
  const Integration webhook{.kind = Integration::Kind::webhook, .url = "http://hook.example/x"};

  CHECK(body_of(webhook, false) == webhook_body(false));
  CHECK(body_of(webhook, true) == webhook_body(true));
  CHECK(told(webhook, false).url == "http://hook.example/x");
}

TEST_CASE("a webhook may get a part of the alerts", "[unit][alertmanager]") {
  const Integration webhook{.kind = Integration::Kind::webhook, .max_alerts = 1};

  const json body = body_of(webhook, false);

  CHECK(body["alerts"].size() == 1);
  CHECK(body["truncatedAlerts"] == 1);
  CHECK(body["commonLabels"]["inst"] == "a");
}

TEST_CASE("the receiver's name is quoted as a regular expression", "[unit][alertmanager]") {
  const Integration webhook{.kind = Integration::Kind::webhook};
  const Integration slack{.kind = Integration::Kind::slack};

  CHECK(body_of(webhook, false, "team-a (web)")["receiver"] == R"(team-a \(web\))");
  CHECK(body_of(slack, false, "a (b)")["attachments"][0]["title_link"] ==
        "http://vm:21093/#/alerts?receiver=a+%5C%28b%5C%29");
}

TEST_CASE("PagerDuty gets the captured events", "[unit][alertmanager]") {
  const Integration pagerduty{.kind = Integration::Kind::pagerduty,
                              .url = "https://events.pagerduty.com/v2/enqueue",
                              .key = "R0123456789012345678901234567890"};
  json expected{{"routing_key", "R0123456789012345678901234567890"},
                {"dedup_key", dedup_key},
                {"event_action", "trigger"},
                {"payload",
                 {{"summary", "[FIRING:2] AuthDown (AuthDown critical multi)"},
                  {"source", "Alertmanager"},
                  {"severity", "error"},
                  {"custom_details",
                   {{"firing", listed("a") + listed("b")},
                    {"num_firing", "2"},
                    {"num_resolved", "0"},
                    {"resolved", ""}}}}},
                {"client", "Alertmanager"},
                {"client_url", receiver_url}};
  CHECK(body_of(pagerduty, false) == expected);

  expected["event_action"] = "resolve";
  expected["payload"]["summary"] = "[RESOLVED] AuthDown (AuthDown critical multi)";
  expected["payload"]["custom_details"] = {{"firing", ""},
                                           {"num_firing", "0"},
                                           {"num_resolved", "2"},
                                           {"resolved", listed("a") + listed("b")}};
  CHECK(body_of(pagerduty, true) == expected);
}

TEST_CASE("PagerDuty gets the texts and details of the configuration", "[unit][alertmanager]") {
  const Integration pagerduty{.kind = Integration::Kind::pagerduty,
                              .details = {{"firing", "see the board"}, {"team", "a"}},
                              .texts = {{"severity", "critical"},
                                        {"client", "board"},
                                        {"component", "auth"},
                                        {"description", std::string(2000, 'x')}}};

  const json body = body_of(pagerduty, false);

  CHECK(body["payload"]["severity"] == "critical");
  CHECK(body["payload"]["source"] == "board");
  CHECK(body["payload"]["component"] == "auth");
  CHECK(body["payload"]["summary"] == std::string(1023, 'x') + "\xE2\x80\xA6");
  CHECK(body["payload"]["custom_details"]["firing"] == "see the board");
  CHECK(body["payload"]["custom_details"]["team"] == "a");
  CHECK(body["payload"]["custom_details"]["num_firing"] == "2");
}

TEST_CASE("texts and details may be templates", "[unit][alertmanager]") {
  const Integration pagerduty{
      .kind = Integration::Kind::pagerduty,
      .details = {{"pods", "{{ range .Alerts }}{{ .Labels.inst }} {{ end }}"}},
      .texts = {{"severity", "{{ .CommonLabels.severity }}"}, {"client", "{{ .Receiver }}"}}};
  const Integration slack{.kind = Integration::Kind::slack,
                          .texts = {{"channel", "#{{ .CommonLabels.team }}"}}};
  const Integration opsgenie{.kind = Integration::Kind::opsgenie,
                             .responders = {{.name = "{{ .CommonLabels.team }},b", .type = "teams"},
                                            {.username = "{{ .CommonLabels.nobody }}",
                                             .type = "{{ .CommonLabels.nobody }}"}},
                             .texts = {{"tags", "{{ .CommonLabels.team }},{{ .Status }}"}}};

  const json event = body_of(pagerduty, false);
  CHECK(event["payload"]["severity"] == "critical");
  CHECK(event["payload"]["source"] == "multi");
  CHECK(event["payload"]["custom_details"]["pods"] == "a b ");
  CHECK(body_of(slack, false)["channel"] == "#multi");
  CHECK(body_of(opsgenie, false)["tags"] == json{"multi", "firing"});
  CHECK(body_of(opsgenie, false)["responders"] ==
        json::array({{{"name", "multi"}, {"type", "team"}}, {{"name", "b"}, {"type", "team"}}}));
}

TEST_CASE("what an alert says is no template", "[unit][alertmanager]") {
  const Receiver receiver{.name = "multi"};
  const Integration slack{.kind = Integration::Kind::slack,
                          .texts = {{"text", "{{ .CommonLabels.alertname }}"}}};
  NotifiedAlert alert = auth_down("a", false);
  alert.alert.labels = {{"alertname", "{{ .Foo }}"}};

  const auto request =
      request_of({.receiver = &receiver, .integration = &slack, .alerts = {alert}}, {});

  REQUIRE(request);
  const json attachment = json::parse(request->body)["attachments"][0];
  CHECK(attachment["text"] == "{{ .Foo }}");
  CHECK(attachment["title"] == "[FIRING:1]  ({{ .Foo }})");
}

TEST_CASE("of a template that fails there is no request", "[unit][alertmanager]") {
  const Receiver receiver{.name = "multi"};
  const Integration slack{.kind = Integration::Kind::slack, .texts = {{"text", "{{ .Foo }}"}}};

  const auto request = request_of(
      {.receiver = &receiver, .integration = &slack, .alerts = {auth_down("a", false)}}, {});

  REQUIRE_FALSE(request);
  CHECK(request.error().message.find("can't evaluate field Foo") != std::string::npos);
}

TEST_CASE("an event beyond PagerDuty's limit loses its details", "[unit][alertmanager]") {
  const Integration pagerduty{.kind = Integration::Kind::pagerduty,
                              .details = {{"much", std::string(512'000, 'x')}}};

  const json details = body_of(pagerduty, false)["payload"]["custom_details"];

  CHECK(details.size() == 1);
  CHECK(details.contains("error"));
}

TEST_CASE("a service key leads to PagerDuty's older API", "[unit][alertmanager]") {
  const Integration events_v1{
      .kind = Integration::Kind::pagerduty, .key = "S0123", .events_v1 = true};

  const Request request = told(events_v1, true);
  const json body = json::parse(request.body);

  CHECK(request.url == "https://events.pagerduty.com/generic/2010-04-15/create_event.json");
  CHECK(body["service_key"] == "S0123");
  CHECK(body["incident_key"] == dedup_key);
  CHECK(body["event_type"] == "resolve");
  CHECK(body["details"]["num_resolved"] == "2");
  CHECK_FALSE(body.contains("client"));
}

TEST_CASE("Slack gets the captured messages", "[unit][alertmanager]") {
  const Integration slack{.kind = Integration::Kind::slack, .texts = {{"channel", "#incidents"}}};
  const auto expected = [](const std::string& title, const std::string& color) {
    return json{{"channel", "#incidents"},
                {"username", "Alertmanager"},
                {"attachments",
                 json::array({{{"title", title},
                               {"title_link", receiver_url},
                               {"text", ""},
                               {"fallback", title + " | " + std::string(receiver_url)},
                               {"callback_id", ""},
                               {"footer", ""},
                               {"color", color},
                               {"mrkdwn_in", {"fallback", "pretext", "text"}}}})}};
  };

  CHECK(body_of(slack, false) ==
        expected("[FIRING:2] AuthDown (AuthDown critical multi)", "danger"));
  CHECK(body_of(slack, true) == expected("[RESOLVED] AuthDown (AuthDown critical multi)", "good"));
}

TEST_CASE("Opsgenie gets the captured alert, and its end", "[unit][alertmanager]") {
  const Integration opsgenie{.kind = Integration::Kind::opsgenie,
                             .url = "http://opsgenie.example/",
                             .key = "KEY",
                             .responders = {{.name = "payments", .type = "team"}},
                             .texts = {{"priority", "P1"}}};
  const json expected{
      {"alias", dedup_key},
      {"message", "[FIRING:2] AuthDown (AuthDown critical multi)"},
      {"description",
       "https://runbooks.example/auth auth provider rejects tokens\nAlerts Firing:\n" +
           listed("a") + listed("b") + "\n"},
      {"details",
       {{"alertname", "AuthDown"},
        {"service", "AuthDown"},
        {"severity", "critical"},
        {"team", "multi"}}},
      {"source", receiver_url},
      {"responders", json::array({{{"name", "payments"}, {"type", "team"}}})},
      {"priority", "P1"}};

  const Request create = told(opsgenie, false);
  CHECK(create.url == "http://opsgenie.example/v2/alerts");
  CHECK(create.authorization == "GenieKey KEY");
  CHECK(json::parse(create.body) == expected);

  const Request close = told(opsgenie, true);
  CHECK(close.url == "http://opsgenie.example/v2/alerts/" + std::string(dedup_key) +
                         "/close?identifierType=alias");
  CHECK(json::parse(close.body) == json{{"source", receiver_url}});
}
