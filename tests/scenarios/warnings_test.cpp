// Each failure of the alerting pipeline that a shipped scenario is about: the run warns of it, and
// without what the scenario does wrong it does not.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/pipeline_warnings.hpp"
#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

struct Lesson {
  std::string scenario;
  std::string warning;
  std::string wrong;    ///< this in the file
  std::string instead;  ///< and what is right
};

std::vector<std::string> warnings_of(const Journal& journal) {
  std::vector<std::string> names;
  for (const PipelineWarning& warning : pipeline_warnings(journal, impact_windows(journal))) {
    names.emplace_back(warning.name);
  }
  return names;
}

const std::vector<Lesson> lessons{
    {"silenced-resolve",
     "silence_hides_resolve",
     R"("from": "12m", "until": "35m")",
     R"("from": "12m", "until": "14m")"},
    {"inhibited-cause",
     "inhibition_hides_cause",
     R"({"severity": "page", "service": "search"})",
     R"({"severity": "ticket", "service": "search"})"},
    {"scrape-failure",
     "scrape_failure_resolves",
     R"("fault": "hang")",
     R"("fault": "error_rate", "rate": "90%")"},
    {"monitoring-dies",
     "monitoring_dies",
     R"("outages": [{"from": "8m", "until": "50m"}])",
     R"("outages": [])"},
    {"for-reset", "for_reset", R"("for": "5m")", R"("for": "2m")"},
    {"wrong-routing-key",
     "wrong_routing_key",
     R"([{"receiver": "payments-oncall", "status": 400, "until": "45m"}])",
     "[]"},
    {"pager-storm",
     "rate_limited_pages",
     R"([{"receiver": "oncall", "status": 429, "from": "5m", "until": "14m"}])",
     "[]"},
    {"peer-down", "peer_delay", R"("alertmanager_peer": 2)", R"("alertmanager_peer": 0)"},
    {"flap", "flap_between_ticks", R"("at": "9m")", R"("at": "14m")"},
    {"auto-resolved",
     "auto_resolved_live",
     R"("auto_resolve_timeout": "1h")",
     R"("auto_resolve_timeout": "4h")"},
    {"low-urgency",
     "low_urgency_waits",
     R"({"severity": "warning"})",
     R"({"severity": "warning", "urgency": "high"})"},
    {"schedule-gap",
     "schedule_gap",
     R"({"days": ["fri"], "to": "18:00"})",
     R"({"days": ["fri", "sat"]})"},
    {"asleep-again", "asleep_after_acknowledging", R"("falls_asleep": 1)", R"("falls_asleep": 0)"},
    {"google-2013-04-30-api-auth", "rollback_blocked", R"("via": "config-system",)", ""},
    {"slow-burn", "slow_burn", "> 0.05", "> 0.002"},
    {"page-outlives-fix",
     "page_outlives_fix",
     R"("slo": "99.9%", "service": "shop")",
     R"("slo": "99.9%", "service": "shop",
        "windows": [{"long": "1h", "burn": 14.4, "severity": "page"}])"},
    {"rollback-incompatible",
     "rollback_incompatible",
     R"("new-only": {"accepts": ["new"]})",
     R"("new-only": {})"}};

}  // namespace

TEST_CASE("a scenario about a failure of the pipeline gives its warning, and only while it fails",
          "[scenarios][warnings]") {
  const Lesson lesson = GENERATE(from_range(lessons));
  const std::string text = read_file("scenarios/" + lesson.scenario + ".json");
  INFO(lesson.scenario);

  const std::vector<std::string> warned = warnings_of(played(text));
  CHECK(std::find(warned.begin(), warned.end(), lesson.warning) != warned.end());

  const std::vector<std::string> mended =
      warnings_of(played(replaced(text, lesson.wrong, lesson.instead)));
  CHECK(std::find(mended.begin(), mended.end(), lesson.warning) == mended.end());
}

TEST_CASE("scenarios in which all goes well give no warning", "[scenarios][warnings]") {
  const std::string name = GENERATE(as<std::string>{}, "first", "quiet-day", "rolling-upgrade");

  CHECK(warnings_of(played(read_file("scenarios/" + name + ".json"))).empty());
}

TEST_CASE("every warning has a name of its own and a row in the documents",
          "[scenarios][warnings]") {
  const std::string documents = read_file("docs/pipeline-warnings.md");
  std::vector<std::string_view> names;
  for (const PipelineFailure& failure : pipeline_failures()) {
    INFO(failure.name);
    CHECK(std::find(names.begin(), names.end(), failure.name) == names.end());
    names.push_back(failure.name);
    const std::string row = "| `" + std::string(failure.name) + "` | ";
    const std::size_t listed = documents.find(row);
    REQUIRE(listed != std::string::npos);
    CHECK(documents.find(row, listed + 1) != std::string::npos);
  }
}
