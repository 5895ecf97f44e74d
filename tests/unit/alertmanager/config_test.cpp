#include "harness/alertmanager/config.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::Severity;
using firedrill::SourceText;
using firedrill::alertmanager::Config;
using firedrill::alertmanager::Integration;
using firedrill::alertmanager::read_config;
using firedrill::alertmanager::Route;
using firedrill::alertmanager::routes_of;
using firedrill::alertmanager::without_secrets;
using firedrill::promql::Labels;
using namespace std::chrono_literals;

namespace {

using Mistakes = std::vector<std::string>;

constexpr std::string_view whole = R"(
global:
  resolve_timeout: 10m
  slack_api_url: https://hooks.slack.example/services/T/B/X
route:
  receiver: default
  group_by: [alertname, cluster]
  group_wait: 10s
  routes:
  - matchers: [severity="page", team=~"a|b"]
    receiver: pager
    group_interval: 1m
    continue: true
    mute_time_intervals: [nights]
  - match: {severity: ticket}
    match_re: {service: web.*}
    group_by: ['...']
    repeat_interval: 1h30m
receivers:
- name: default
  slack_configs:
  - channel: '#incidents'
- name: pager
  pagerduty_configs:
  - routing_key: R0123456789012345678901234567890
    severity: critical
    details: {runbook: none}
  webhook_configs:
  - url: http://hook.example/one
    send_resolved: no
  - url: http://hook.example/two
    max_alerts: 5
inhibit_rules:
- source_match: {severity: page}
  target_matchers: [severity=ticket]
  equal: [service]
time_intervals:
- name: nights
  time_intervals:
  - times: [{start_time: '22:00', end_time: '24:00'}]
    weekdays: ['Monday:friday', sunday]
    days_of_month: ['1:-1']
    months: [may, '11']
    years: [2023]
)";

/// "line:column message" of each mistake, a "W" in front of warnings.
Mistakes mistakes(std::string_view text) {
  const SourceText source("am.yml", std::string(text));
  Diagnostics diagnostics(source);
  const bool read = read_config(diagnostics).has_value();
  CHECK(read == !diagnostics.has_errors());
  Mistakes out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out.push_back((diagnostic.severity == Severity::warning ? "W " : "") +
                  source.where(diagnostic.span.begin).substr(7) + " " + diagnostic.message);
  }
  return out;
}

Config config_of(std::string_view text) {
  const SourceText source("am.yml", std::string(text));
  Diagnostics diagnostics(source);
  std::optional<Config> config = read_config(diagnostics);
  INFO(render(diagnostics));
  CHECK(diagnostics.empty());
  REQUIRE(config);
  return *std::move(config);
}

/// A configuration whose root route says this too.
std::string with_route(std::string_view lines) {
  return "receivers: [{name: a}, {name: b}]\nroute:\n  receiver: a\n" + std::string(lines);
}

/// A configuration with one receiver of this kind.
std::string with_integration(std::string_view kind, std::string_view keys) {
  return "route: {receiver: a}\nreceivers:\n- name: a\n  " + std::string(kind) + "_configs:\n  - " +
         std::string(keys) + "\n";
}

/// The receivers' names of the routes that take an alert.
std::vector<std::string> takers(const Config& config, const Labels& labels) {
  std::vector<std::string> names;
  for (const Route* route : routes_of(config.route, labels)) {
    names.push_back(config.receivers[route->receiver].name);
  }
  return names;
}

}  // namespace

TEST_CASE("routes are read with what they inherit", "[unit][alertmanager]") {
  const Config config = config_of(whole);

  CHECK(config.resolve_timeout == 10min);
  const Route& root = config.route;
  CHECK(root.group_by == std::vector<std::string>{"alertname", "cluster"});
  CHECK(root.group_wait == 10s);
  CHECK(root.group_interval == 5min);
  CHECK(root.repeat_interval == 4h);
  CHECK(root.key == "{}");
  REQUIRE(root.routes.size() == 2);
  const Route& pager = root.routes[0];
  CHECK(pager.key == R"({}/{severity="page",team=~"a|b"})");
  CHECK(pager.continues);
  CHECK(pager.receiver == 1);
  CHECK(pager.group_wait == 10s);
  CHECK(pager.group_interval == 1min);
  CHECK(pager.mute_intervals == std::vector<std::size_t>{0});
  const Route& ticket = root.routes[1];
  CHECK(ticket.key == R"({}/{service=~"^(?:web.*)$",severity="ticket"})");
  CHECK(ticket.receiver == 0);
  CHECK(ticket.group_by_all);
  CHECK(ticket.group_interval == 5min);
  CHECK(ticket.repeat_interval == 90min);
}

TEST_CASE("receivers are read with what global says", "[unit][alertmanager]") {
  const Config config = config_of(whole);

  REQUIRE(config.receivers.size() == 2);
  const Integration& slack = config.receivers[0].integrations.at(0);
  CHECK(slack.url == "https://hooks.slack.example/services/T/B/X");
  CHECK_FALSE(slack.send_resolved);
  CHECK(slack.texts.at("channel") == "#incidents");
  CHECK_FALSE(slack.texts.contains("title"));
  const auto& integrations = config.receivers[1].integrations;
  REQUIRE(integrations.size() == 3);
  CHECK(integrations[0].kind == Integration::Kind::webhook);
  CHECK_FALSE(integrations[0].send_resolved);
  CHECK(integrations[1].index == 1);
  CHECK(integrations[1].max_alerts == 5);
  CHECK(integrations[2].name() == "pagerduty");
  CHECK(integrations[2].key == "R0123456789012345678901234567890");
  CHECK(integrations[2].url == "https://events.pagerduty.com/v2/enqueue");
  CHECK(integrations[2].texts.at("severity") == "critical");
  CHECK(integrations[2].details.at("runbook") == "none");
}

TEST_CASE("inhibition rules and time intervals are read", "[unit][alertmanager]") {
  const Config config = config_of(whole);

  REQUIRE(config.inhibit_rules.size() == 1);
  CHECK(to_string(config.inhibit_rules[0].source) == R"({severity="page"})");
  CHECK(config.inhibit_rules[0].equal == std::vector<std::string>{"service"});
  const auto& interval = config.intervals.at(0).intervals.at(0);
  CHECK(interval.minutes->at(0).last == 24 * 60 - 1);
  CHECK(interval.weekdays->at(0).first == 1);
  CHECK(interval.days_of_month->at(0).last == -1);
  CHECK(interval.months->at(1).first == 11);
  CHECK(interval.years->at(0).first == 2023);
}

TEST_CASE("an alert goes to the first child that matches, or on", "[unit][alertmanager]") {
  const Config config = config_of(R"(
receivers: [{name: root}, {name: first}, {name: second}, {name: inner}]
route:
  receiver: root
  routes:
  - {match: {team: a}, receiver: first, continue: true}
  - match: {severity: page}
    receiver: second
    routes:
    - {match: {service: web}, receiver: inner}
  - {match: {team: a}, receiver: inner}
)");

  CHECK(takers(config, {{"team", "b"}}) == std::vector<std::string>{"root"});
  CHECK(takers(config, {{"team", "a"}}) == std::vector<std::string>{"first", "inner"});
  CHECK(takers(config, {{"team", "a"}, {"severity", "page"}}) ==
        std::vector<std::string>{"first", "second"});
  CHECK(takers(config, {{"severity", "page"}, {"service", "web"}}) ==
        std::vector<std::string>{"inner"});
}

TEST_CASE("group labels are those of group_by that the alert has", "[unit][alertmanager]") {
  Route route{.group_by = {"service", "zone"}};
  const Labels labels{{"alertname", "Down"}, {"service", "web"}};

  CHECK(route.group_labels(labels) == Labels{{"service", "web"}});
  route.group_by_all = true;
  CHECK(route.group_labels(labels) == labels);
}

TEST_CASE("grouping is inherited until a route says otherwise", "[unit][alertmanager]") {
  const Config config = config_of(R"(
receivers: [{name: a}]
route:
  receiver: a
  group_by: [x]
  routes:
  - match: {l: '1'}
    group_by: ['...']
    routes:
    - match: {l: '2'}
      group_by: []
      routes:
      - {match: {l: '3'}, group_by: [y]}
)");

  const Route& all = config.route.routes[0];
  CHECK(all.group_by_all);
  CHECK(all.routes[0].group_by_all);
  CHECK_FALSE(all.routes[0].routes[0].group_by_all);
  CHECK(all.routes[0].routes[0].group_by == std::vector<std::string>{"y"});
}

TEST_CASE("a configuration without a usable root is refused", "[unit][alertmanager]") {
  CHECK(mistakes("") == Mistakes{"1:1 no route provided in config"});
  CHECK(mistakes("receivers: [{name: a}]") == Mistakes{"1:1 no route provided in config"});
  CHECK(mistakes("receivers: [{name: a}]\nroute: {group_wait: 5s}") ==
        Mistakes{"2:8 root route must specify a default receiver"});
  CHECK(mistakes(with_route("  match: {x: y}\n")) ==
        Mistakes{"4:3 root route must not have any matchers"});
  CHECK(mistakes(with_route("  continue: true\n")) ==
        Mistakes{"4:3 cannot have continue in root route"});
  CHECK(mistakes("time_intervals: [{name: n}]\n" +
                 with_route("  active_time_intervals: [n]\n  mute_time_intervals: [n]\n")) ==
        Mistakes{"5:3 root route must not have any active time intervals",
                 "6:3 root route must not have any mute time intervals"});
}

TEST_CASE("routes must refer to what is there", "[unit][alertmanager]") {
  CHECK(mistakes(with_route("  routes:\n  - {receiver: bb, match: {x: y}}\n")) ==
        Mistakes{R"(5:16 undefined receiver "bb" used in route; did you mean "b"?)"});
  CHECK(mistakes(with_route("  routes:\n  - mute_time_intervals: [n]\n")) ==
        Mistakes{R"(5:27 undefined time interval "n" used in route)"});
}

TEST_CASE("what a route may not say is told with its place", "[unit][alertmanager]") {
  CHECK(mistakes(with_route("  group_by: [a, b-c, a]\n")) ==
        Mistakes{R"(4:13 invalid label name "b-c" in group_by list)",
                 R"(4:13 duplicated label "a" in group_by)"});
  CHECK(mistakes(with_route("  group_by: [a, '...']\n")) ==
        Mistakes{"4:13 cannot have wildcard group_by (`...`) and other labels at the same time"});
  CHECK(mistakes(with_route("  group_interval: 0s\n  repeat_interval: 0\n  group_wait: 0s\n")) ==
        Mistakes{"4:19 group_interval cannot be zero", "5:20 repeat_interval cannot be zero"});
  CHECK(mistakes(with_route("  group_wait: 0m\n  routes: [{continue: Yes}]\n")).empty());
  CHECK(mistakes(with_route("  routes: [{continue: yEs}]\n")) ==
        Mistakes{R"(4:23 "continue" cannot be "yEs")"});
  CHECK(mistakes(with_route("  group_wait: 30\n")) ==
        Mistakes{R"(4:15 "group_wait" cannot be "30")"});
  CHECK(mistakes(with_route("  routes:\n  - matchers: [a=~'(']\n  - match_re: {a: '['}\n"
                            "  - match: {a-b: c}\n")) ==
        Mistakes{"5:16 error parsing regexp: missing closing ): `^(?:'(')$`",
                 "6:19 error parsing regexp: missing closing ]: `[)$)$`",
                 R"(7:13 invalid label name "a-b")"});
}

TEST_CASE("names must be unique", "[unit][alertmanager]") {
  CHECK(mistakes("receivers: [{name: a}, {name: a}, {}]\nroute: {receiver: a}") ==
        Mistakes{R"(1:31 notification config name "a" is not unique)",
                 "1:35 missing name in receiver"});
  CHECK(mistakes("time_intervals: [{name: n}, {}]\nmute_time_intervals: [{name: n}]\n" +
                 with_route("")) ==
        Mistakes{R"(1:25 time interval "n" is not unique)", "1:29 missing name in time interval"});
}

TEST_CASE("receivers must say where and with which key", "[unit][alertmanager]") {
  CHECK(mistakes(with_integration("webhook", "{}")) ==
        Mistakes{"5:5 missing URL in webhook config"});
  CHECK(mistakes(with_integration("webhook", "url: ftp://x")) ==
        Mistakes{R"(5:10 "url": unsupported scheme for URL)"});
  CHECK(mistakes(with_integration("webhook", "url: http:///x")) ==
        Mistakes{R"(5:10 "url": missing host for URL)"});
  CHECK(mistakes(with_integration("pagerduty", "{severity: info}")) ==
        Mistakes{"5:5 missing service or routing key in PagerDuty config"});
  CHECK(mistakes(with_integration("pagerduty", "{routing_key: a, routing_key_file: b}")) ==
        Mistakes{"5:22 at most one of routing_key & routing_key_file must be configured"});
  CHECK(mistakes(with_integration("slack", "{channel: x}")) ==
        Mistakes{"5:5 no global Slack API URL set either inline or in a file"});
  CHECK(mistakes(with_integration("opsgenie", "{priority: P1}")) ==
        Mistakes{"5:5 no global OpsGenie API Key set either inline or in a file"});
  CHECK(mistakes(with_integration("opsgenie", "{api_key: k, responders: [{type: team}]}")) ==
        Mistakes{"5:31 an OpsGenie responder has to have at least one of id, username or name"});
  CHECK(mistakes(with_integration("webhook", "{url: 'http://x', urll: y}"))
            .at(0)
            .starts_with(R"(5:23 unknown key "urll" in a webhook config)"));
}

TEST_CASE("a wrong key of an integration that is not supported is a mistake all the same",
          "[unit][alertmanager]") {
  const Mistakes email = mistakes(with_integration("email", "{to: x, htlm: y}"));
  const Mistakes sns = mistakes(with_integration("sns", "[x]"));

  CHECK(email.at(1).starts_with(R"(W 4:3 "email_configs" in a receiver are not supported)"));
  CHECK(email.at(2).starts_with(R"(5:13 unknown key "htlm" in an email config)"));
  CHECK(sns.at(2).starts_with("5:5 "));
  CHECK(mistakes(with_integration("telegram", "{bot_token_file: x, chat_id: 1}")).size() == 2);
  CHECK(mistakes(with_integration("msteams", "{whatever: x}")).size() == 2);
}

TEST_CASE("what is not supported here is named", "[unit][alertmanager]") {
  CHECK(mistakes("global: {smtp_from: a, smtp_hello: b}\ntemplates: [x]\n"
                 "receivers: [{name: a, email_configs: [{to: x}]}]\nroute: {receiver: a}") ==
        Mistakes{R"(W 1:10 "smtp_from", "smtp_hello" in global has no effect here)",
                 R"(W 2:1 "templates" in the configuration are not supported: )"
                 "messages have the texts of the default templates",
                 R"(W 3:13 receiver "a" tells nobody here: none of its integrations is supported)",
                 R"(W 3:23 "email_configs" in a receiver are not supported: )"
                 "what it would send that way is left out"});
  CHECK(
      mistakes(with_integration("slack", "{api_url: 'http://x', title: '{{ html .Status }}'}")) ==
      Mistakes{R"(W 5:34 "title" is a template with the function "html", which is not supported: )"
               "it is left out"});
  CHECK(mistakes(with_integration("webhook", "{url: 'http://x', http_config: {}}")) ==
        Mistakes{R"(W 5:23 "http_config" in a webhook config has no effect here)"});
}

TEST_CASE("wrong time intervals are told with their place", "[unit][alertmanager]") {
  const auto with_interval = [](std::string_view keys) {
    return "time_intervals:\n- name: n\n  time_intervals:\n  - " + std::string(keys) + "\n" +
           with_route("");
  };

  CHECK(mistakes(with_interval("times: [{start_time: '9:00', end_time: '25:00'}]")) ==
        Mistakes{R"(4:26 couldn't parse timestamp "9:00", invalid format)",
                 R"(4:44 couldn't parse timestamp "25:00", invalid format)"});
  CHECK(mistakes(with_interval("times: [{start_time: '10:00', end_time: '10:00'}]")) ==
        Mistakes{"4:13 start time cannot be equal or greater than end time"});
  CHECK(mistakes(with_interval("times: [{start_time: '10:00'}]")) ==
        Mistakes{"4:13 both start and end times must be provided"});
  CHECK(mistakes(with_interval("weekdays: [funday, 'friday:monday', 1]")) ==
        Mistakes{R"(4:16 "funday" is not a valid weekday)",
                 R"(4:24 "friday:monday": the end is before the start)",
                 R"(4:41 "1" is not a valid weekday)"});
  CHECK(mistakes(with_interval("days_of_month: [0, '-1:1', '10:5']")) ==
        Mistakes{R"(4:21 "0": 0 is not a valid day of the month: out of range)",
                 R"(4:24 "-1:1": end day must be negative if start day is negative)",
                 R"(4:32 "10:5": end day 5 is always before start day 10)"});
}

TEST_CASE("no secret is shown with a mistake", "[unit][alertmanager]") {
  const SourceText source("am.yml", R"(
global: {slack_api_url: ftp://hooks.slack.example/SECRET, opsgenie_api_key: "SECRET"}
route: {receiver: a}
receivers:
- name: a
  pagerduty_configs: [{"routing_key":"SECRET", severitty: x}]
  webhook_configs:
  - url: SECRET
  opsgenie_configs:
  - api_key: |
      SECRET
    api_url: [SECRET]
    details: {api_token: SECRET}  # of the test
    apiKey: SECRET
    bot_token : SECRET
    one_secret: "x\"SECRET"
    two_secret: 'x''SECRET'
  slack_configs:
  - api_url:
      httpSECRET
)");
  Diagnostics diagnostics(source);

  CHECK_FALSE(read_config(diagnostics));

  const SourceText hidden = without_secrets(source);
  CHECK(diagnostics.errors() >= 4);
  CHECK(hidden.bytes().size() == source.bytes().size());
  CHECK(hidden.bytes().find("SECRET") == std::string_view::npos);
  CHECK(hidden.bytes().find("receiver: a") != std::string_view::npos);
  CHECK(hidden.bytes().find("# of the test") != std::string_view::npos);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    CHECK(render(diagnostic, hidden).find("SECRET") == std::string::npos);
  }
}
