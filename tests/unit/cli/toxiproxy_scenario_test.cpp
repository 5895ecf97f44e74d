#include "harness/cli/toxiproxy_scenario.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/scenario/load.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/json_parse.hpp"

using namespace firedrill;
using Catch::Matchers::Contains;

namespace {

struct Imported {
  std::string text;
  std::optional<Scenario> scenario;  ///< as the loader reads the text
  std::string said;                  ///< mistakes and warnings, as they are printed
};

Imported imported(const std::string& config, const std::string& name = "net") {
  const SourceText source("p.json", config);
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  const auto proxies = proxy::read_proxies(*json, diagnostics);
  REQUIRE_FALSE(diagnostics.has_errors());
  Imported result;
  result.text = cli::toxiproxy_scenario(proxies, {.scenario = name, .file = "p.json"}, diagnostics);
  result.said = diagnostics.empty() ? "" : render(diagnostics);
  LoadResult loaded = load_scenario(SourceText("s.json", result.text));
  UNSCOPED_INFO(result.text << render(loaded.diagnostics));
  result.scenario = std::move(loaded.scenario);
  return result;
}

/// A proxy "db" with these toxics.
Imported with_toxics(const std::string& toxics) {
  return imported(R"([{"name": "db", "upstream": "db:5432", "toxics": [)" + toxics + "]}]");
}

std::vector<std::string> service_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Service& service : scenario.services) {
    names.push_back(service.name);
  }
  return names;
}

const actions::Inject& inject_of(const Step& step) {
  return std::get<actions::Inject>(*step.action);
}

}  // namespace

TEST_CASE("each proxy is a service with clients of its own", "[unit][cli]") {
  const Imported result =
      imported(R"([{"name": "db", "upstream": "db:5432"}, {"name": "web", "upstream": "w:80"}])");

  REQUIRE(result.scenario);
  CHECK(result.said.empty());
  CHECK(result.scenario->name == "net");
  CHECK(service_names(*result.scenario) == std::vector<std::string>{"db", "web"});
  REQUIRE(result.scenario->traffic.size() == 2);
  CHECK(result.scenario->traffic[1].name == "web-clients");
  CHECK(result.scenario->traffic[1].to == "web");
  CHECK(result.scenario->script.empty());
  CHECK_THAT(result.scenario->description, Contains("db leads to db:5432, web to w:80"));
}

TEST_CASE("toxics strike one after the other, as long as their ttl or a minute", "[unit][cli]") {
  const Imported result = with_toxics(
      R"({"type": "latency", "attributes": {"latency": 1000, "jitter": 100}},
         {"name": "second", "type": "latency", "attributes": {"latency": 5}, "ttl": "30s"},
         {"type": "latency", "stream": "upstream", "attributes": {"latency": 7}})");

  REQUIRE(result.scenario);
  const std::vector<Step>& script = result.scenario->script;
  REQUIRE(script.size() == 3);
  CHECK(script[0].id == "db_latency_downstream");
  CHECK(script[0].why == "toxic latency_downstream: latency 1000, jitter 100");
  CHECK(script[1].id == "db_second");
  std::vector<std::string> when;
  for (const Step& step : script) {
    when.push_back(to_text(std::get<AtTime>(step.trigger).at) + " for " +
                   to_text(inject_of(step).lasts.value_or(Duration{})));
  }
  CHECK(when == std::vector<std::string>{"1m for 1m", "4m for 30s", "6m30s for 1m"});
  CHECK(result.scenario->lasts == std::chrono::seconds(570));
}

TEST_CASE("a disabled proxy refuses all the time, and its toxics are left out", "[unit][cli]") {
  const Imported result = imported(R"([{"name": "db", "upstream": "db:1", "enabled": false,
    "toxics": [{"type": "latency", "attributes": {"latency": 5}}]}])");

  REQUIRE(result.scenario);
  REQUIRE(result.scenario->script.size() == 1);
  const Step& step = result.scenario->script[0];
  CHECK(step.id == "db_disabled");
  CHECK(std::get<AtTime>(step.trigger).at == Duration::zero());
  CHECK(std::holds_alternative<faults::Refuse>(inject_of(step).fault));
  CHECK_FALSE(inject_of(step).lasts);
  CHECK_THAT(result.said, Contains("\"latency_downstream\" is left out: nothing gets through"));
}

TEST_CASE("names are made valid, different, and that is said", "[unit][cli]") {
  const Imported result = imported(
      R"([{"name": "My DB", "upstream": "a:1"}, {"name": "my-db", "upstream": "b:1"},
          {"name": "script-1", "upstream": "c:1", "toxics": [
            {"name": "A B", "type": "latency", "attributes": {"latency": 5}},
            {"name": "a-b", "type": "latency", "attributes": {"latency": 5}}]}])",
      ".My Net");

  REQUIRE(result.scenario);
  CHECK(result.scenario->name == "from.my-net");
  CHECK(service_names(*result.scenario) ==
        std::vector<std::string>{"my-db-2", "my-db", "script-1"});
  CHECK_THAT(result.said,
             Contains(R"("My DB" is no name for a service, which is called "my-db-2")"));
  CHECK_THAT(result.said, Contains("p.json:1:11"));
  CHECK_THAT(result.said, !Contains("is called \"my-db\""));
  REQUIRE(result.scenario->script.size() == 2);
  CHECK(result.scenario->script[0].id == "toxic-script-1_a-b");
  CHECK(result.scenario->script[1].id == "toxic-script-1_a-b-2");
}

TEST_CASE("names of any bytes give a scenario that loads", "[unit][cli]") {
  const Imported result =
      imported(R"([{"name": "\"}],\u0000\u001b", "upstream": "{}\"\n", "toxics": [
    {"name": "\"\\", "type": "latency", "attributes": {"latency": 5}}]}])",
               "\"\xff");

  CHECK(result.scenario);
}

TEST_CASE("toxics that together last longer than a run may are refused", "[unit][cli]") {
  const SourceText source("p.json", R"([{"name": "a", "upstream": "b:1", "toxics": [
    {"name": "x", "type": "latency", "attributes": {"latency": 5}, "ttl": "20d"},
    {"name": "y", "type": "latency", "attributes": {"latency": 5}, "ttl": "20d"}]}])");
  Diagnostics diagnostics(source);
  const auto proxies = proxy::read_proxies(*parse_json(source, diagnostics), diagnostics);

  cli::toxiproxy_scenario(proxies, {.scenario = "a", .file = "b"}, diagnostics);

  CHECK_THAT(render(diagnostics), Contains("take more than 30 days") && Contains("p.json:3:"));
}

TEST_CASE("as many proxies and toxics as there may be give a scenario that loads", "[unit][cli]") {
  std::string proxies;
  for (std::size_t i = 0; i < proxy::most_configured; ++i) {
    proxies += fmt::format(R"({}{{"name": "P{}", "upstream": "b:1", "toxics": [
      {{"type": "latency", "attributes": {{"latency": 1}}}}]}})",
                           i == 0 ? "" : ",",
                           i);
  }

  const Imported result = imported("[" + proxies + "]");

  REQUIRE(result.scenario);
  CHECK(result.scenario->script.size() == proxy::most_configured);
  CHECK_THAT(result.scenario->description, Contains("and 992 more"));
}
