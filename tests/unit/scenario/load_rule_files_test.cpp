#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/header.hpp"
#include "harness/scenario/queries.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr std::string_view api_rules = R"(groups:
- name: api
  interval: 1m
  rules:
  - {record: "job:up:sum", expr: sum by (job) (up)}
  - {alert: Down, expr: "job:up:sum == 0", for: 5m, labels: {severity: page}}
)";

constexpr std::string_view web_rules = R"(kind: PrometheusRule
spec: {groups: [{name: web, rules: [{alert: Slow, expr: "latency > 1"}]}]}
)";

/// A folder with drills/test.json, which has these further members, and two rule files beside it.
class RuleFolder {
 public:
  RuleFolder() {
    folder_.put("alerts/api.yml", api_rules);
    folder_.put("alerts/web.yml", web_rules);
  }

  void put(std::string_view name, std::string_view text) { folder_.put(name, text); }

  LoadResult load(const std::string& more) {
    return load_scenario(SourceText(folder_ / "drills/test.json", Parts{.more = more}.text()));
  }

  Scenario scenario(const std::string& more) {
    LoadResult result = load(more);
    INFO(render(result.diagnostics));
    REQUIRE(result.scenario);
    return *std::move(result.scenario);
  }

  /// The only mistake: its place and message.
  Diagnostic mistake(const std::string& more) {
    const LoadResult result = load(more);
    REQUIRE(result.diagnostics.all().size() == 1);
    return result.diagnostics.all().front();
  }

 private:
  TemporaryFolder folder_;
};

std::vector<std::string> rule_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const rules::RuleGroup& group : scenario.rule_groups) {
    for (const rules::Rule& rule : group.rules) {
      names.push_back(rule.name);
    }
  }
  return names;
}

using RuleNames = std::vector<std::string>;

}  // namespace

TEST_CASE("rule files are found from the scenario's folder", "[unit][scenario][rules]") {
  RuleFolder folder;

  const Scenario one = folder.scenario(R"("rule_files": ["../alerts/api.yml"])");
  CHECK(rule_names(one) == RuleNames{"job:up:sum", "Down"});
  CHECK(one.rule_groups.front().interval == 1min);
  CHECK(one.rule_groups.front().rules[1].timing.pending_for == 5min);

  const Scenario all = folder.scenario(R"("rule_files": ["../alerts/*.yml"])");
  CHECK(rule_names(all) == RuleNames{"job:up:sum", "Down", "Slow"});
}

TEST_CASE("rule files are inputs of the run", "[unit][scenario][rules]") {
  RuleFolder folder;
  const Scenario scenario = folder.scenario(R"("rule_files": ["../alerts/*.yml"])");

  const JournalHeader header = make_header(scenario, {});

  REQUIRE(header.inputs.size() == 3);
  CHECK(header.inputs[1].first == "../alerts/api.yml");
  CHECK(header.inputs[1].second.size() == 64);
  CHECK(header.inputs[1].second != header.inputs[2].second);
}

TEST_CASE("rules are left out by name", "[unit][scenario][rules]") {
  RuleFolder folder;
  const std::string files = R"("rule_files": ["../alerts/*.yml"], )";

  CHECK(rule_names(folder.scenario(files + R"("ignore_rules": ["Slow", "job:up:sum"])")) ==
        RuleNames{"Down"});
  CHECK(folder.mistake(files + R"("ignore_rules": ["Slwo"])").message ==
        R"(there is no rule "Slwo" in "rule_files"; did you mean "Slow"?)");
  CHECK(folder.mistake(R"("ignore_rules": ["Slow"])").message ==
        R"(there is no rule "Slow" in "rule_files")");
}

TEST_CASE("a rule file that is not there or not valid is a mistake of the scenario",
          "[unit][scenario][rules]") {
  RuleFolder folder;
  folder.put("alerts/bad.yaml", "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up ==}\n");

  CHECK(folder.mistake(R"("rule_files": ["none/*.yml"])").message ==
        R"(no file matches "none/*.yml")");
  const Diagnostic bad = folder.mistake(R"("rule_files": ["../alerts/bad.yaml"])");
  CHECK(bad.message.find("bad.yaml\" is not valid") != std::string::npos);
  REQUIRE(bad.notes.size() == 1);
  CHECK(bad.notes[0].find("bad.yaml:4:") != std::string::npos);
  CHECK(bad.notes[0].find("could not parse expression: unexpected") != std::string::npos);
  CHECK(folder.mistake(R"("rule_files": [5])").message.find("\"rule_files\" must be") !=
        std::string::npos);
}

TEST_CASE("other parts may name the alerts of rule files", "[unit][scenario][rules]") {
  RuleFolder folder;
  const std::string response =
      R"("response": [{"on": "alert_firing", "of": "Down", "do": "note", "text": "seen"}])";

  folder.scenario(R"("rule_files": ["../alerts/api.yml"], )" + response);
  CHECK(folder.mistake(response).message.find("Down") != std::string::npos);
}

TEST_CASE("the queries of rule files are queries of the scenario", "[unit][scenario][rules]") {
  RuleFolder folder;
  const Scenario scenario = folder.scenario(R"("rule_files": ["../alerts/*.yml"])");

  RuleNames readers;
  for_each_query(scenario, [&](const QueryUse& use) {
    readers.push_back(std::string(use.by) + " " + std::string(use.reader));
  });

  CHECK(readers == RuleNames{"rule_file job:up:sum", "rule_file Down", "rule_file Slow"});
}

TEST_CASE("labels and annotations of an inline alert are templates", "[unit][scenario][rules]") {
  const auto with_summary = [](const std::string& summary) {
    return mistakes(
        {.more = R"("alerts": [{"alert": "A", "expr": "up", "annotations": {"summary": ")" +
                 summary + "\"}}]"});
  };

  CHECK(with_summary("{{ $value | humanize }}").empty());
  CHECK(with_summary("{{ $lable.job }}").find("could not parse template: undefined variable") !=
        std::string::npos);
}

}  // namespace firedrill::tests
