#include "harness/alertmanager/redirect.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/alertmanager/config.hpp"
#include "harness/promql/labels.hpp"
#include "harness/text/diagnostic.hpp"

using namespace firedrill;

namespace {

constexpr std::string_view mock_pager = "http://127.0.0.1:9";

constexpr std::string_view user_file = R"(
templates: [templates/*.tmpl]
global:
  resolve_timeout: 3m
  slack_api_url: https://hooks.slack.example/SECRET
  http_config: {proxy_url: http://proxy.example}
route:
  receiver: shop
  group_by: ['...']
  routes:
  - {match: {code: 010, zone: on, team: 'on'}, continue: yes, receiver: chat}
receivers:
- name: shop
  pagerduty_configs:
  - routing_key: SECRET-OF-PAGERDUTY
    severity: warning
    details: {runbook: here}
    http_config: {}
  - {service_key: SECRET-OF-PAGERDUTY, send_resolved: no}
  webhook_configs: [{url: 'http://SECRET.example', max_alerts: 3}]
  opsgenie_configs:
  - {api_key: SECRET, send_resolved: false, priority: P4, details: {team: shop}}
  email_configs: [{to: SECRET@b.example}]
- name: chat
  slack_configs: [{channel: '#shop', api_url: 'http://SECRET.example'}]
- name: also
  pagerduty_configs: [{routing_key: SECRET-OF-PAGERDUTY}, {routing_key: <secret>}]
)";

alertmanager::Redirected redirected_file() {
  return alertmanager::redirected(SourceText("/etc/am/am.yml", std::string(user_file)), mock_pager);
}

alertmanager::Config read_redirected(const std::string& text) {
  const SourceText source("redirected.yml", text);
  Diagnostics diagnostics(source);
  std::optional<alertmanager::Config> config = alertmanager::read_config(diagnostics);
  INFO(render(diagnostics));
  REQUIRE(config);
  return *std::move(config);
}

}  // namespace

TEST_CASE("a redirected configuration sends all messages to the pager, and no secret",
          "[alertmanager][redirect]") {
  const alertmanager::Redirected result = redirected_file();

  std::vector<std::string> whom;
  for (const alertmanager::Addressee& one : result.addressees) {
    whom.push_back(one.receiver + " " + one.integration + ": " + one.address +
                   (one.beside.empty() ? "" : " beside " + one.beside));
  }
  CHECK(whom == std::vector<std::string>{"shop webhook: shop/webhook/0 beside pagerduty",
                                         "shop pagerduty: pagerduty 1",
                                         "shop pagerduty: pagerduty 1",
                                         "shop opsgenie: opsgenie 2",
                                         "chat slack: chat/slack/0",
                                         "also pagerduty: pagerduty 1",
                                         "also pagerduty: also/pagerduty/1"});
  CHECK(result.text.find("SECRET") == std::string::npos);
  CHECK(result.text.find("proxy") == std::string::npos);
  CHECK(result.text.find("\"/etc/am/templates/*.tmpl\"") != std::string::npos);
  const alertmanager::Config config = read_redirected(result.text);
  std::vector<std::string> told;
  for (const alertmanager::Receiver& receiver : config.receivers) {
    for (const alertmanager::Integration& one : receiver.integrations) {
      told.push_back(receiver.name + " " + std::string(one.name()) + " " + one.url +
                     (one.send_resolved ? "" : " firing"));
    }
  }
  CHECK(told == std::vector<std::string>{
                    "shop webhook http://127.0.0.1:9/receivers/0/alertmanager",
                    "shop pagerduty http://127.0.0.1:9/receivers/1/v2/enqueue",
                    "shop pagerduty http://127.0.0.1:9/receivers/2/v2/enqueue firing",
                    "shop opsgenie http://127.0.0.1:9/receivers/3/ firing",
                    "chat slack http://127.0.0.1:9/receivers/4/services/T0/B0/KEY firing",
                    "also pagerduty http://127.0.0.1:9/receivers/5/v2/enqueue",
                    "also pagerduty http://127.0.0.1:9/receivers/6/v2/enqueue"});
  const alertmanager::Integration& pagerduty = config.receivers.front().integrations[1];
  CHECK(pagerduty.key.size() == std::string_view("SECRET-OF-PAGERDUTY").size());
  CHECK(config.receivers[2].integrations[0].key == pagerduty.key);
  CHECK(config.receivers[2].integrations[1].key.size() == 32);  // or PagerDuty refuses it
  CHECK_FALSE(pagerduty.events_v1);
  const alertmanager::Integration& opsgenie = config.receivers.front().integrations[3];
  CHECK(opsgenie.details.at("team") == "shop");
  CHECK(opsgenie.details.contains("firedrill"));
  CHECK(opsgenie.texts.at("priority") == "P4");
  CHECK(pagerduty.texts.at("severity") == "warning");
  CHECK(pagerduty.details.at("runbook") == "here");
}

TEST_CASE("a redirected configuration keeps what else the file says, and how it says it",
          "[alertmanager][redirect]") {
  const alertmanager::Redirected result = redirected_file();

  const alertmanager::Config config = read_redirected(result.text);
  CHECK(config.resolve_timeout == std::chrono::minutes{3});
  CHECK(config.route.group_by_all);
  REQUIRE(config.route.routes.size() == 1);
  CHECK(config.route.routes.front().continues);
  // YAML 1.1, which Alertmanager reads, takes these for a number, a boolean and a text.
  CHECK(result.text.find("\"code\": 010") != std::string::npos);
  CHECK(result.text.find("\"zone\": on") != std::string::npos);
  CHECK(result.text.find("\"team\": \"on\"") != std::string::npos);
}

TEST_CASE("without a configuration the severities that page go to the pager at once",
          "[alertmanager][redirect]") {
  const alertmanager::Redirected result = alertmanager::straight_to(mock_pager, {"page", "a.b"});

  const alertmanager::Config config = read_redirected(result.text);
  const auto receiver_of = [&](const std::string& severity) {
    const promql::Labels labels{{"alertname", "Down"}, {"severity", severity}};
    return config.receivers[routes_of(config.route, labels).front()->receiver].name;
  };
  CHECK(receiver_of("page") == "pager");
  CHECK(receiver_of("a.b") == "pager");
  CHECK(receiver_of("") == "pager");
  CHECK(receiver_of("axb") == "nobody");
  CHECK(receiver_of("info") == "nobody");
  const alertmanager::Route& route = config.route.routes.front();
  CHECK(route.group_wait == Duration{});
  CHECK(route.group_by_all);
  CHECK(config.receivers[1].integrations.front().url ==
        "http://127.0.0.1:9/receivers/0/alertmanager");
  REQUIRE(result.addressees.size() == 1);
  CHECK(result.addressees.front().receiver == "pager");
}
