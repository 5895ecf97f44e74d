#include <string>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

// A selector that can match nothing this scenario exposes would be a rule that is quiet for ever.

namespace firedrill::tests {
namespace {

constexpr const char* shop = R"({
  "login": {"kind": "auth_provider", "contracts": {"v1": {"token_auth": ["client_secret_basic"]}},
            "accepts": ["v1"]},
  "web": {"replicas": 2, "version": "1", "versions": {"1": {}, "2": {}},
          "auth": {"login": {"speaks": "v1", "timeout": "1s"}}}})";

std::string mistakes_of_alert(const std::string& expression) {
  return mistakes({.services = shop,
                   .more = "\n"
                           R"("alerts": [{"alert": "A", "expr": ")" +
                           expression + "\"}]"});
}

}  // namespace

TEST_CASE("a label value that nothing here has is told the ones there are", "[unit][scenario]") {
  const LoadResult result = load(
      {.services = shop, .more = R"("alerts": [{"alert": "A", "expr": "up{job='wbe'} == 0"}])"});

  REQUIRE(result.diagnostics.errors() == 1);
  const Diagnostic& mistake = result.diagnostics.all().front();
  CHECK(mistake.message == R"(there is no job "wbe"; did you mean "web"?)");
  CHECK(mistake.label == "expected one of: login, web, firedrill");
  CHECK(result.source->slice(mistake.span) == "'wbe'");
}

TEST_CASE("each label whose values the scenario knows is checked", "[unit][scenario]") {
  struct Selector {
    const char* text;
    const char* message;
  };

  const std::vector<Selector> wrong = {
      {"http_requests_total{service='egde'}", R"(there is no service "egde")"},
      {"http_requests_total{version='3'}", R"(there is no version "3")"},
      {"http_requests_total{instance='web-2'}",
       R"(there is no instance "web-2"; did you mean "web-0"?)"},
      {"http_requests_total{job='firedrill'}", R"(there is no job "firedrill")"},
      {"client_requests_total{population='user'}",
       R"(there is no population "user"; did you mean "users"?)"},
      {"client_requests_total{outcome='god'}",
       R"(there is no outcome "god"; did you mean "good"?)"},
      {"client_requests_total{instance='web-0'}", R"(there is no instance "web-0")"},
      {"auth_requests_total{provider='web'}", R"(there is no provider "web")"},
      {"http_request_duration_seconds_bucket{le='1.0'}", R"(there is no le "1.0")"},
      {"http_requests_total{servce='web'}",
       R"(there is no label "servce" of "http_requests_total"; did you mean "service"?)"},
      {"http_request_duration_seconds_sum{le='1'}",
       R"(there is no label "le" of "http_request_duration_seconds_sum")"},
      {"{__name__='up', service='web'}", R"(there is no label "service" of "up")"},
  };
  for (const Selector& selector : wrong) {
    CAPTURE(selector.text);
    const std::string found = mistakes_of_alert(selector.text);
    CHECK(found.find(selector.message) != std::string::npos);
    CHECK(found.find('\n') == found.size() - 1);
  }
}

TEST_CASE("selectors that may match, or are not firedrill's, are left alone", "[unit][scenario]") {
  for (const std::string text : {
           "http_requests_total{service='web', version='2', instance='web-1', job='web'}",
           "http_request_duration_seconds_bucket{le='+Inf', service='login'}",
           "client_requests_total{job='firedrill', instance='firedrill', outcome='shed'}",
           "auth_requests_total{provider='login', result='made_up'}",
           "http_requests_total{code='777'}",
           "http_requests_total{service!='egde', version=~'3|4', namespace!~'a'}",
           "http_requests_total{namespace=''}",
           "up{job='firedrill', instance='firedrill'}",
           "up{instance='web-1'}",
           "node_load1{service='egde', instance='elsewhere:9100'}",
           "up_total{service='egde'}",
           "{service='egde'}",
           "absent(up{job='egde'}) or absent_over_time(up{jbo='web'}[5m])",
       }) {
    CHECK(mistakes_of_alert(text).empty());
  }
}

TEST_CASE("every selector of a query is looked at, and every query", "[unit][scenario]") {
  CHECK(mistakes_of_alert(
            "rate(up{job='a'}[1m]) > 0\\n  or sum(max_over_time(up{job='b'}[5m:1m]))") ==
        "10:48 there is no job \"a\"\n"
        "10:93 there is no job \"b\"\n");
  CHECK(mistakes({.script = R"([{"when": "up{job='a'}", "do": "note", "text": "x",
    "steps": [{"when": "up{job=\"b\"}", "do": "note", "text": "x"}]}])",
                  .more = R"("before": {"steady_state": ["up{job='c'}"]})"}) ==
        "3:29 there is no job \"a\"\n"
        "4:32 there is no job \"b\"\n"
        "6:37 there is no job \"c\"\n");
}

TEST_CASE("what leaves a query without data is a warning", "[unit][scenario]") {
  struct Quiet {
    const char* text;
    const char* message;
    const char* marked;
  };

  const std::vector<Quiet> quiet = {
      {"sum(rate(http_request_total{code='500'}[1m])) > 0",
       R"(nothing here exports the metric "http_request_total"; did you mean )"
       R"("http_requests_total"?)",
       "http_request_total"},
      {"UP == 0", R"(nothing here exports the metric "UP"; did you mean "up"?)", "UP"},
      {"rate(http_requests_total[20s]) > 0",
       "rate() needs two samples, and 20s may hold fewer at one scrape every 15s",
       "rate"},
  };
  for (const Quiet& query : quiet) {
    CAPTURE(query.text);
    const LoadResult result =
        load({.services = shop,
              .more = fmt::format(R"("alerts": [{{"alert": "A", "expr": "{}"}}])", query.text)});
    REQUIRE(result.diagnostics.warnings() == 1);
    CHECK(result.scenario.has_value());
    const Diagnostic& warning = result.diagnostics.all().front();
    CHECK(warning.severity == Severity::warning);
    CHECK(warning.message == query.message);
    CHECK(result.source->slice(warning.span) == query.marked);
  }
}

TEST_CASE("queries that may well have data are not warned of", "[unit][scenario]") {
  for (const std::string text : {"rate(http_requests_total[30s]) > 0",
                                 "max_over_time(up[1s]) > 0",
                                 "absent(http_request_total)",
                                 "node_load1 > 5",
                                 "ALERTS{alertname='B'}"}) {
    CAPTURE(text);
    CHECK(mistakes_of_alert(text).empty());
  }
}

}  // namespace firedrill::tests
