#include "mock_services/proxy/config.hpp"

#include <string>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/text/json_parse.hpp"

using Catch::Matchers::Contains;

namespace firedrill::proxy {
namespace {

struct Read {
  std::vector<ConfiguredProxy> proxies;
  std::string mistakes;  ///< as they are printed
};

Read read(const std::string& text) {
  const SourceText source("p.json", text);
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  Read result;
  if (json) {
    result.proxies = read_proxies(*json, diagnostics);
  }
  result.mistakes = diagnostics.empty() ? "" : render(diagnostics);
  return result;
}

/// A proxy "a" with this toxic.
Read with_toxic(const std::string& toxic) {
  return read(R"([{"name": "a", "upstream": "b:1", "toxics": [)" + toxic + "]}]");
}

TEST_CASE("a configuration is read with the defaults of Toxiproxy", "[proxy]") {
  const Read result = read(R"([
    {"name": "db", "listen": ":5432", "upstream": "db:5432", "toxics": null},
    {"name": "web", "listen": "", "upstream": "web:80", "enabled": false, "toxics": [
      {"type": "latency", "attributes": {"latency": 5}, "ttl": "30s"},
      {"name": "slow", "type": "bandwidth", "stream": "Upstream", "toxicity": 0.5}]}])");

  REQUIRE(result.mistakes.empty());
  REQUIRE(result.proxies.size() == 2);
  CHECK(result.proxies[0].settings.name == "db");
  CHECK(result.proxies[0].settings.upstream == "db:5432");
  CHECK(result.proxies[0].settings.enabled);
  CHECK(result.proxies[0].toxics.empty());
  CHECK_FALSE(result.proxies[1].settings.enabled);
  REQUIRE(result.proxies[1].toxics.size() == 2);
  const Toxic& latency = result.proxies[1].toxics[0].toxic;
  CHECK(latency.name == "latency_downstream");
  CHECK(latency.direction == Direction::downstream);
  CHECK(latency.toxicity == 1);
  CHECK(latency.ttl == std::chrono::seconds(30));
  CHECK(std::get<Latency>(latency.kind).latency_ms == 5);
  const Toxic& slow = result.proxies[1].toxics[1].toxic;
  CHECK(slow.name == "slow");
  CHECK(slow.direction == Direction::upstream);
  CHECK(slow.toxicity == 0.5F);
  CHECK_FALSE(slow.ttl);
}

TEST_CASE("what GET /proxies answers is read like a configuration", "[proxy]") {
  const Read result = read(R"({"redis": {"name": "redis", "listen": "127.0.0.1:26379",
    "upstream": "localhost:6379", "enabled": true, "Logger": {}, "toxics": [
      {"attributes": {"latency": 1000, "jitter": 0}, "name": "latency_downstream",
       "type": "latency", "stream": "downstream", "toxicity": 1}]}})");

  CHECK(result.mistakes.empty());
  REQUIRE(result.proxies.size() == 1);
  CHECK(result.proxies[0].settings.name == "redis");
  CHECK(result.proxies[0].toxics.size() == 1);
}

TEST_CASE("each mistake in a configuration is told at its place", "[proxy]") {
  using Case = std::pair<std::string, std::string>;
  for (const auto& [text, complaint] :
       {Case{"7", "a list of proxies is expected, found the number 7"},
        Case{"[]", "there is no proxy"},
        Case{"{}", "there is no proxy"},
        Case{"[7]", "a proxy must be an object, found the number 7"},
        Case{R"([{"upstream": "b:1"}])", "\"name\""},
        Case{R"([{"name": "a"}])", "\"upstream\""},
        Case{R"([{"name": "", "upstream": "b:1"}])", "\"name\""},
        Case{R"([{"name": "a", "upstream": "b:1", "listen": 8080}])", "\"listen\" must be a text"},
        Case{R"([{"name": "a", "upstream": "b:1", "enabled": "no"}])", "\"enabled\" must be"},
        Case{R"([{"name": "a", "upstream": "b:1", "enable": false}])", "did you mean \"enabled\"?"},
        Case{R"([{"name": "a", "upstream": "b:1", "toxics": {}}])",
             "\"toxics\" must be an array, found an empty object"}}) {
    CAPTURE(text);
    const std::string mistakes = read(text).mistakes;

    CHECK_THAT(mistakes, Contains(complaint));
    CHECK_THAT(mistakes, Contains("p.json:1:"));
  }
}

TEST_CASE("each mistake in a toxic is told at its place", "[proxy]") {
  using Case = std::pair<std::string, std::string>;
  for (const auto& [toxic, complaint] :
       {Case{"7", "a toxic must be an object, found the number 7"},
        Case{R"({"name": "x"})", "\"type\""},
        Case{R"({"type": "latncy"})", "did you mean \"latency\"?"},
        Case{R"({"type": "noop", "stream": "sideways"})", "\"stream\" cannot be \"sideways\""},
        Case{R"({"type": "noop", "toxicity": 30})", "\"toxicity\" is a share"},
        Case{R"({"type": "noop", "toxicity": -0.1})", "\"toxicity\" is a share"},
        Case{R"({"type": "noop", "toxcity": 1})", "did you mean \"toxicity\"?"},
        Case{R"({"type": "noop", "ttl": 5})", "\"ttl\" must be a duration"},
        Case{R"({"type": "latency", "attributes": 5})", "\"attributes\" must be an object"},
        Case{R"({"type": "latency", "attributes": {"latnecy": 5}})",
             "the toxic latency has no attribute \"latnecy\"; did you mean \"latency\"?"},
        Case{R"({"type": "latency", "attributes": {"latency": "5"}})",
             "\"latency\" must be a whole number, found the text \"5\""},
        Case{R"({"type": "latency", "attributes": {"latency": 1.5}})",
             "\"latency\" must be a whole number"},
        Case{R"({"type": "http_status", "attributes": {"status": "5"}})",
             "\"status\" must be a whole number"},
        Case{R"({"type": "http_headers", "attributes": {"sett": {}}})", "did you mean \"set\"?"},
        Case{R"({"type": "http_body", "attributes": {"json": {"wrap": 5}}})",
             "\"wrap\" must be text"},
        Case{R"({"type": "http_body", "stream": "upstream", "attributes": {"truncate": 5}})",
             "http_body acts on answers: its stream is downstream"},
        Case{R"({"type": "slicer"})", "the average_size 0 is less than 1"},
        Case{R"({"type": "bandwidth", "attributes": {"rate": -1}})",
             "the rate -1 is less than 0"}}) {
    CAPTURE(toxic);
    const std::string mistakes = with_toxic(toxic).mistakes;

    CHECK_THAT(mistakes, Contains(complaint));
    CHECK_THAT(mistakes, Contains("p.json:1:"));
  }
}

TEST_CASE("a mistake about an attribute stands at the attribute", "[proxy]") {
  const Read result = read(
      "[{\"name\": \"a\", \"upstream\": \"b:1\", \"toxics\": [\n"
      "  {\"type\": \"latency\", \"attributes\": {\"jittr\": 5}}]}]");

  CHECK_THAT(result.mistakes, Contains("p.json:2:38"));
}

TEST_CASE("a name given twice is refused, with both places", "[proxy]") {
  const std::string proxies = read(R"([{"name": "a", "upstream": "b:1"},
              {"name": "a", "upstream": "b:2"}])")
                                  .mistakes;
  const std::string toxics = with_toxic(R"({"type": "noop"}, {"type": "noop"})").mistakes;
  const std::string members =
      read(R"({"a": {"name": "a", "upstream": "b:1"}, "a": {"name": "c", "upstream": "b:1"}})")
          .mistakes;

  CHECK_THAT(proxies, Contains("two proxies have the name \"a\"") && Contains("p.json:2:24"));
  CHECK_THAT(proxies, Contains("first given here"));
  CHECK_THAT(toxics, Contains("two toxics of \"a\" have the name \"noop_downstream\""));
  CHECK_THAT(members, Contains("\"a\""));
}

TEST_CASE("more proxies or toxics than a scenario can have are refused", "[proxy]") {
  std::string proxies;
  std::string toxics;
  for (std::size_t i = 0; i <= most_configured; ++i) {
    const char* comma = i == 0 ? "" : ",";
    proxies += fmt::format(R"({}{{"name": "p{}", "upstream": "b:1"}})", comma, i);
    toxics += fmt::format(R"({}{{"name": "t{}", "type": "noop"}})", comma, i);
  }

  CHECK_THAT(read("[" + proxies + "]").mistakes, Contains("more than 1000 proxies"));
  CHECK_THAT(with_toxic(toxics).mistakes, Contains("more than 1000 toxics"));
}

TEST_CASE("a ttl of 0s is none", "[proxy]") {
  const Read result = with_toxic(R"({"type": "noop", "ttl": "0s"})");

  REQUIRE(result.mistakes.empty());
  CHECK_FALSE(result.proxies[0].toxics[0].toxic.ttl);
}

}  // namespace
}  // namespace firedrill::proxy
