#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/alertmanager/config.hpp"

using namespace firedrill;
using alertmanager::Config;

namespace {

using Said = std::vector<std::string>;

struct Read {
  explicit Read(const std::string& text) {
    const SourceText source("am.yml", text);
    Diagnostics diagnostics(source);
    config = alertmanager::read_config(diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      said.push_back((diagnostic.severity == Severity::warning ? "W " : "") +
                     source.where(diagnostic.span.begin).substr(7) + " " + diagnostic.message);
    }
  }

  std::optional<Config> config = {};
  Said said = {};
};

Said said_of(const std::string& text) {
  return Read(text).said;
}

std::string located(std::string_view location) {
  return fmt::format(
      "time_intervals: [{{name: n, time_intervals: [{{location: {}}}]}}]\n"
      "receivers: [{{name: a}}]\nroute: {{receiver: a}}\n",
      location);
}

std::string with_key(std::string_view key) {
  return fmt::format(
      "route: {{receiver: a}}\nreceivers:\n- name: a\n  pagerduty_configs: [{{{}}}]\n", key);
}

}  // namespace

TEST_CASE("time zones are those of the machine's database, and unknown ones are refused",
          "[unit][alertmanager]") {
  CHECK(said_of(located("UTC")).empty());
  CHECK(said_of(located("''")).empty());
  CHECK(said_of(located("Europe/Berlin")).empty());
  const auto config = Read(located("Europe/Berlin")).config;
  REQUIRE(config);
  CHECK(config->intervals.at(0).intervals.at(0).zone.offset_at(1'700'000'000) == 3600);
  for (const char* unknown : {"Nowhere/City", "europe/berlin", "Europe", "../x", "Z", "+01:00"}) {
    CHECK(said_of(located(unknown)) == Said{fmt::format("1:56 unknown time zone \"{}\"", unknown)});
  }
  CHECK(said_of(located("Local")) ==
        Said{R"(W 1:56 "Local" is the time zone of the machine that Alertmanager runs on: )"
             "the interval is read as UTC"});
}

TEST_CASE("a routing key that PagerDuty refuses is a warning, which does not show it",
          "[unit][alertmanager]") {
  const auto length = [](int count) {
    return Said{
        fmt::format("W 4:37 \"routing_key\" is {} characters long: PagerDuty answers 400, "
                    "\"Length of 'routing_key' is incorrect (should be 32 characters)\"",
                    count)};
  };

  CHECK(said_of(with_key("routing_key: " + std::string(32, 'k'))).empty());
  CHECK(said_of(with_key("routing_key: " + std::string(31, 'k'))) == length(31));
  CHECK(said_of(with_key("routing_key: secret")) == length(6));
  CHECK(said_of(with_key("service_key: secret")).empty());
  CHECK(said_of(with_key("routing_key_file: secret")).empty());
  for (const char* placeholder : {"'{{ .Key }}'", "<secret>", "$KEY", "$(KEY)"}) {
    CHECK(said_of(with_key(fmt::format("routing_key: {}", placeholder))).empty());
  }
}

TEST_CASE("a template that Alertmanager cannot render is a warning", "[unit][alertmanager]") {
  CHECK(said_of(with_key("service_key: x, severity: '{{ .CommonLabels.severity }}'")).empty());
  CHECK(said_of(with_key("service_key: x, severity: '{{ .Labels.severity }}'")) ==
        Said{R"(W 4:50 "severity": of an alert Alertmanager sends nothing: template: :1:10: )"
             R"(executing "" at <.Labels.severity>: can't evaluate field Labels in type )"
             "*template.Data"});
  CHECK(
      said_of(with_key("service_key: x, details: {first: '{{ (index .Alerts.Firing 0).Status }}'}"))
          .at(0)
          .starts_with(R"(W 4:57 "first": of a resolved alert Alertmanager sends nothing: )"));
  CHECK(said_of(with_key("service_key: x, send_resolved: no, "
                         "severity: '{{ (index .Alerts.Firing 0).Status }}'"))
            .empty());
}

TEST_CASE("a receiver that routes reach and that nothing is left of is a warning",
          "[unit][alertmanager]") {
  const std::string receivers =
      "receivers:\n"
      "- {name: none}\n"
      "- {name: mails, email_configs: [{to: x}]}\n"
      "- {name: both, email_configs: [{to: x}], webhook_configs: [{url: 'http://h'}]}\n";
  const auto reached = [&](std::string_view receiver) {
    return said_of(fmt::format(
        "{}route: {{receiver: none, routes: [{{receiver: {}}}]}}\n", receivers, receiver));
  };
  const Said left_out{
      "W 3:17 \"email_configs\" in a receiver are not supported: "
      "what it would send that way is left out",
      "W 4:16 \"email_configs\" in a receiver are not supported: "
      "what it would send that way is left out"};
  Said and_told = left_out;
  and_told.insert(
      and_told.begin(),
      "W 3:3 receiver \"mails\" tells nobody here: none of its integrations is supported");

  CHECK(reached("both") == left_out);
  CHECK(reached("none") == left_out);
  CHECK(reached("mails") == and_told);
}
