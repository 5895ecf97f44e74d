#include "harness/cli/play.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/reader.hpp"
#include "harness/journal/writer.hpp"
#include "harness/scenario/load.hpp"

using Catch::Matchers::Contains;
using firedrill::Journal;
using firedrill::Scenario;
using firedrill::cli::play;
using firedrill::cli::PlayOptions;

namespace {

Scenario shop() {
  firedrill::LoadResult loaded = firedrill::load_scenario({"shop.json", R"({
    "firedrill": 1, "name": "shop", "lasts": "3m", "services": {"shop": {}},
    "traffic": [{"name": "shoppers", "to": "shop", "rate": "2/s"}],
    "script": [{"id": "break", "at": "10s", "do": "inject", "fault": "error_rate",
                "service": "shop", "rate": "50%", "for": "20s"}],
    "targets": {"recover": "1m"}})"});
  REQUIRE(loaded.scenario);
  return *std::move(loaded.scenario);
}

struct Played {
  Journal journal;
  std::string lines;
  std::size_t writes = 0;
};

Played played(const Scenario& scenario, PlayOptions options) {
  Played result;
  options.on_line = [&](std::string_view line) {
    result.lines += line;
    ++result.writes;
  };
  result.journal = play(scenario, options);
  return result;
}

}  // namespace

TEST_CASE("the same scenario and seed give the same bytes, another seed others", "[unit][cli]") {
  const Scenario scenario = shop();
  const Played first = played(scenario, {.seed = 7});

  CHECK(played(scenario, {.seed = 7}).lines == first.lines);
  CHECK(played(scenario, {.seed = 8}).lines != first.lines);
  CHECK(played(scenario, {.seed = 7}).journal.footer.digest == first.journal.footer.digest);
  CHECK(played(scenario, {.seed = 8}).journal.footer.digest != first.journal.footer.digest);
}

TEST_CASE("the lines are the journal, one write each, the header first", "[unit][cli]") {
  const Played run = played(shop(), {.seed = 3, .without = "a-step"});

  const auto again = firedrill::read_journal("journal.jsonl", run.lines);
  REQUIRE(again);
  CHECK(again->complete);
  CHECK(again->header.seed == 3);
  CHECK(again->header.without == "a-step");
  CHECK_THAT(again->header.firedrill, Catch::Matchers::StartsWith("0."));
  CHECK(again->events.size() == run.journal.events.size());
  CHECK(again->footer.digest == run.journal.footer.digest);
  CHECK(static_cast<std::size_t>(std::count(run.lines.begin(), run.lines.end(), '\n')) ==
        run.writes);
  std::string written;
  firedrill::write_journal(run.journal, [&](std::string_view line) { written += line; });
  CHECK(written == run.lines);
}

TEST_CASE("nobody has to listen to a run", "[unit][cli]") {
  CHECK(play(shop(), {}).footer.digest == played(shop(), {}).journal.footer.digest);
}

TEST_CASE("an interrupted run ends early and says no more than its lines do", "[unit][cli]") {
  int asked = 0;
  PlayOptions options;
  options.interrupted = [&] { return ++asked > 1; };

  const Played run = played(shop(), options);

  CHECK_FALSE(run.journal.complete);
  CHECK(run.journal.footer.digest.empty());
  CHECK(run.journal.footer.faults.empty());
  CHECK_THAT(run.lines, Contains("the run was interrupted") && !Contains("\"ended_ns\""));
  const auto again = firedrill::read_journal("journal.jsonl", run.lines);
  REQUIRE(again);
  CHECK_FALSE(again->complete);
  CHECK(again->events.size() == run.journal.events.size());
}

TEST_CASE("no path and no time of this machine is in a journal", "[unit][cli]") {
  Scenario scenario = shop();
  scenario.file = "some/where/shop.json";

  CHECK(played(scenario, {}).lines == played(shop(), {}).lines);
}

namespace {

using firedrill::control::RuleOutcome;
using Reached = firedrill::control::Alerts::Reached;

/// What became of the inline alerts of the shop's scenario with these further members.
std::vector<RuleOutcome> rules_of_shop(const std::string& members) {
  firedrill::LoadResult loaded = firedrill::load_scenario({"shop.json", R"({
    "firedrill": 1, "name": "shop", "lasts": "3m", "services": {"shop": {}},
    "traffic": [{"name": "shoppers", "to": "shop", "rate": "2/s"}],
    "script": [{"at": "30s", "do": "inject", "fault": "error_rate",
                "service": "shop", "rate": "50%", "for": "1m"}],
    "targets": {"recover": "1m"}, )" + members + "}"});
  INFO(render(loaded.diagnostics));
  REQUIRE(loaded.scenario);
  std::vector<RuleOutcome> heard;
  PlayOptions options;
  options.on_rules = [&](std::vector<RuleOutcome> outcomes) { heard = std::move(outcomes); };
  play(*loaded.scenario, options);
  return heard;
}

}  // namespace

TEST_CASE("what became of the rules is heard at the end", "[unit][cli]") {
  const std::vector<RuleOutcome> rules = rules_of_shop(R"("alerts": [
    {"alert": "Errors", "expr": "rate(http_requests_total{code='500'}[1m]) > 0"},
    {"alert": "Down", "expr": "up == 0"},
    {"alert": "Disk", "expr": "node_filesystem_avail_bytes < 1e9 and on() up == 1"}])");

  REQUIRE(rules.size() == 3);
  CHECK(rules[0].reached == Reached::firing);
  CHECK(rules[1].reached == Reached::nothing);
  CHECK(rules[1].missing_metrics.empty());
  CHECK(rules[2].missing_metrics == std::vector<std::string>{"node_filesystem_avail_bytes"});
}

TEST_CASE("shown counters have a past, whatever their names end in", "[unit][cli]") {
  const std::vector<RuleOutcome> rules = rules_of_shop(R"("metrics": {"preset": "envoy"},
    "alerts": [
      {"alert": "Steady", "expr": "abs(sum(rate(envoy_cluster_upstream_rq_total[30m])) - 2) > 0.1"},
      {"alert": "Classes", "expr": "sum(rate(envoy_cluster_upstream_rq_xx[30m])) < 1.9"},
      {"alert": "Quick", "expr": "sum(rate(envoy_cluster_upstream_rq[30m])) < 1.9"}])");

  REQUIRE(rules.size() == 3);
  for (const RuleOutcome& rule : rules) {
    INFO(rule.rule.name);
    CHECK(rule.reached == Reached::nothing);
    CHECK(rule.missing_metrics.empty());
  }
}

TEST_CASE("a rule of production pages by the names that it reads", "[unit][cli]") {
  const std::vector<RuleOutcome> rules = rules_of_shop(R"(
    "metrics": {"preset": ["spring", "istio"], "labels": {"application": "${service}"}},
    "alerts": [
      {"alert": "Spring",
       "expr": "rate(http_server_requests_seconds_count{outcome='SERVER_ERROR'}[1m]) > 0"},
      {"alert": "Istio",
       "expr": "rate(istio_requests_total{application='shop',response_code=~'5..'}[1m]) > 0"},
      {"alert": "Slow",
       "expr": "histogram_quantile(0.99, rate(http_server_requests_seconds_bucket[1m])) > 0.02"}
    ])");

  REQUIRE(rules.size() == 3);
  CHECK(rules[0].reached == Reached::firing);
  CHECK(rules[1].reached == Reached::firing);
  CHECK(rules[2].reached == Reached::nothing);  // 10 ms, in a bucket that ends at 11 ms
}
