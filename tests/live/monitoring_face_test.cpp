// What the real Prometheus and Alertmanager say to firedrill, and what firedrill makes of it.
#include "harness/live/monitoring_face.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "mock_services/http/server.hpp"
#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Lines = std::vector<std::string>;

/// Firedrill between a Prometheus and an Alertmanager, which answers what it is told to.
class Watchers {
  live::Scheduler scheduler_;  // what follows goes before it

 public:
  Watchers() {
    auto started = live::MonitoringFace::start(
        scheduler_,
        {.on_alert =
             [this](const PrometheusAlert& alert) {
               heard.push_back(fmt::format("{} {} {}",
                                           alert.labels.to_string(),
                                           alert.summary,
                                           alert.resolved ? "resolved" : "firing"));
             },
         .on_message =
             [this](const AlertmanagerMessage& told) {
               heard.push_back(fmt::format("{} by {} {} \"{}\" {} {}",
                                           told.receiver,
                                           told.integration,
                                           told.firing ? "firing" : "resolved",
                                           told.title,
                                           told.severity,
                                           fmt::join(told.alerts, "+")));
               keys.push_back(told.key);
               addresses.push_back(told.address + (told.beside.empty() ? "" : " beside ") +
                                   told.beside);
             }},
        [] {
          return ScrapeResult{.up = true,
                              .samples = {{.labels = {{"__name__", "client_requests_total"},
                                                      {"job", "firedrill"},
                                                      {"instance", "firedrill"},
                                                      {"population", "users"}},
                                           .value = 3}}};
        });
    REQUIRE(started);
    face_ = *std::move(started);
    face_->name_receivers(
        {{.receiver = "shop", .integration = "pagerduty", .address = "pagerduty 1"},
         {.receiver = "chat", .integration = "slack", .address = "chat/slack/0"},
         {.receiver = "shop", .integration = "webhook", .address = "w", .beside = "pagerduty"},
         {.receiver = "shop", .integration = "opsgenie", .address = "opsgenie 2"}});
  }

  /// Lets an Alertmanager that keeps what it gets stand behind it.
  void start_alertmanager(int status) {
    auto started = http::Server::start(
        scheduler_.io(), {}, [this, status](http::Request request, http::Responder respond) {
          handed_on.push_back(request.path + " " + request.body);
          respond(http::json_reply(status, "{}"));
        });
    REQUIRE(started);
    alertmanager_ = *std::move(started);
    face_->hand_on_to(*http::parse_origin(alertmanager_->url()));
  }

  http::Reply ask(const std::string& method,
                  const std::string& path,
                  const std::string& body = "") {
    http::Request request = http::request_to(method, path);
    request.headers.add("content-type", "application/json");
    request.headers.add("authorization", "GenieKey K");
    request.body = body;
    std::optional<http::Exchange> exchange;
    client_.send(*http::parse_origin(face_->url()), request, 10s, [&](http::Exchange one) {
      exchange = std::move(one);
    });
    for (int step = 0; step < 1000 && !exchange; ++step) {
      scheduler_.run_until(scheduler_.now() + 10ms);
    }
    REQUIRE(exchange);
    return exchange->reply;
  }

  Lines heard;
  Lines keys;
  Lines addresses;
  Lines handed_on;

 private:
  http::Client client_{scheduler_.io()};
  std::optional<http::Server> alertmanager_;
  std::unique_ptr<live::MonitoringFace> face_;  // goes before the scheduler, on which it stands
};

std::string alerts(const std::string& ends_at) {
  return json::array({{{"labels", {{"alertname", "Down"}, {"severity", "page"}}},
                       {"annotations", {{"summary", "it fails"}}},
                       {"startsAt", "2026-01-01T00:00:00Z"},
                       {"endsAt", ends_at},
                       {"generatorURL", "http://prometheus.example"}}})
      .dump();
}

std::string pagerduty(const std::string& action, const std::string& about) {
  return json{{"routing_key", std::string(32, 'f')},
              {"event_action", action},
              {"dedup_key", "k1"},
              {"payload",
               {{"summary", "[FIRING:1] Down"},
                {"source", "Alertmanager"},
                {"severity", "critical"},
                {"custom_details", {{"firedrill", about}, {"num_firing", "1"}}}}}}
      .dump();
}

TEST_CASE("what Prometheus sends is noted, and handed on as it is", "[live][monitoring]") {
  Watchers run;
  CHECK(run.ask("POST", "/api/v2/alerts", alerts("2200-01-01T00:00:00.123Z")).status == 503);
  run.start_alertmanager(200);

  CHECK(run.ask("POST", "/api/v2/alerts", alerts("2026-01-01T00:00:01Z")).status == 200);

  CHECK(run.heard == Lines{R"({alertname="Down", severity="page"} it fails firing)",
                           R"({alertname="Down", severity="page"} it fails resolved)"});
  CHECK(run.handed_on == Lines{"/api/v2/alerts " + alerts("2026-01-01T00:00:01Z")});
}

TEST_CASE("Prometheus hears what Alertmanager answers", "[live][monitoring]") {
  Watchers run;
  run.start_alertmanager(400);

  CHECK(run.ask("POST", "/api/v2/alerts", "no JSON").status == 400);

  CHECK(run.heard.empty());
  CHECK(run.handed_on == Lines{"/api/v2/alerts no JSON"});
}

TEST_CASE("a message to PagerDuty says whom it is for and which alerts it is about",
          "[live][monitoring]") {
  Watchers run;
  const char* place = "/receivers/0/v2/enqueue";

  CHECK(run.ask("POST", place, pagerduty("trigger", "firing ab cd")).status == 202);
  CHECK(run.ask("POST", place, pagerduty("resolve", "resolved ab")).status == 202);
  CHECK(run.ask("POST", place, R"({"event_action": "trigger"})").status == 400);

  CHECK(run.heard == Lines{"shop by pagerduty firing \"[FIRING:1] Down\" critical ab+cd",
                           "shop by pagerduty resolved \"[FIRING:1] Down\" critical ab"});
  CHECK(run.keys == Lines{"k1", "k1"});
  CHECK(run.addresses == Lines{"pagerduty 1", "pagerduty 1"});
}

TEST_CASE("a webhook and a message to a chat are heard too", "[live][monitoring]") {
  Watchers run;
  const json chat = {
      {"attachments", {{{"title", "[RESOLVED] Down"}, {"callback_id", "resolved ab"}}}}};

  CHECK(run.ask("POST", "/receivers/2/alertmanager", captured("webhook_firing")).status == 200);
  CHECK(run.ask("POST", "/receivers/1/services/T0/B0/KEY", chat.dump()).status == 200);

  const json webhook = json::parse(captured("webhook_firing"));
  Lines fingerprints;
  for (const json& alert : webhook["alerts"]) {
    fingerprints.push_back(alert["fingerprint"]);
  }
  REQUIRE(run.heard.size() == 2);
  CHECK(run.heard[0].starts_with("shop by webhook firing \"[FIRING:"));
  CHECK(run.heard[0].ends_with(fmt::format("{}", fmt::join(fingerprints, "+"))));
  CHECK(run.heard[1] == "chat by slack resolved \"[RESOLVED] Down\"  ab");
  CHECK(run.addresses == Lines{"w beside pagerduty", "chat/slack/0"});
}

TEST_CASE("a message to Opsgenie is heard as it is, and its end without its alerts",
          "[live][monitoring]") {
  Watchers run;
  json created = json::parse(captured("opsgenie_create"));
  created["details"]["firedrill"] = "firing ab cd";
  const std::string alerts_of = "/receivers/3/v2/alerts";
  const std::string alias = created["alias"];
  const std::string close = alerts_of + "/" + alias + "/close?identifierType=alias";

  CHECK(run.ask("POST", alerts_of, created.dump()).status == 202);
  CHECK(run.ask("POST", close, captured("opsgenie_close")).status == 202);

  CHECK(run.heard ==
        Lines{"shop by opsgenie firing \"[FIRING:2] AuthDown (AuthDown critical multi)\" critical "
              "ab+cd",
              "shop by opsgenie resolved \"\" error "});
  CHECK(run.keys == Lines{alias, alias});
}

TEST_CASE("the load generator's metrics stand there without the target's labels",
          "[live][monitoring]") {
  Watchers run;

  const http::Reply page = run.ask("GET", "/metrics");

  CHECK(page.status == 200);
  CHECK(page.body == "client_requests_total{population=\"users\"} 3\n");
  CHECK(page.headers.find("content-type")->starts_with("text/plain; version=0.0.4"));
}

TEST_CASE("who is no receiver of the configuration gets nothing", "[live][monitoring]") {
  Watchers run;

  for (const char* path : {"/receivers/4/alertmanager",
                           "/receivers/x/alertmanager",
                           "/alertmanager",
                           "/receivers/0/nowhere",
                           "/api/v2/silences"}) {
    INFO(path);
    CHECK(run.ask("POST", path, captured("webhook_firing")).status == 404);
  }
  CHECK(run.heard.empty());
}

}  // namespace
}  // namespace firedrill::tests
