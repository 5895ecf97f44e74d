// The seed incident and its counterfactuals: what would have happened, had one thing been
// different.
#include <catch2/catch.hpp>

#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

std::string seed() {
  return read_file("scenarios/auth-upgrade-2023-11-09.json");
}

RunVerdict verdict(const Journal& journal) {
  return assess(journal).verdict;
}

bool no_impact(const Journal& journal) {
  return times(journal, EventType::impact_started).empty();
}

}  // namespace

TEST_CASE("the seed incident happens second by second as it did", "[scenarios]") {
  const Journal journal = played(seed());

  CHECK(times(journal, EventType::rollout_started) == std::vector<double>{0});
  CHECK(times(journal, EventType::rollout_finished) == std::vector<double>{900});
  REQUIRE(times(journal, EventType::impact_started).size() == 1);
  CHECK(times(journal, EventType::impact_started).front() == Approx(900).margin(0.1));
  CHECK(times(journal, EventType::alert_firing) == std::vector<double>{930});
  CHECK(times(journal, EventType::page_delivered) == std::vector<double>{930});
  CHECK(times(journal, EventType::acknowledged) == std::vector<double>{1530});
  CHECK(times(journal, EventType::rollback_started) == std::vector<double>{1830});
  CHECK(times(journal, EventType::rollback_completed) == std::vector<double>{2130});
  CHECK(times(journal, EventType::recovered) == std::vector<double>{2250});
  CHECK(verdict(journal) == RunVerdict::met);
}

TEST_CASE("every failure of the seed incident is an HTTP 500 caused by the release",
          "[scenarios]") {
  const Journal journal = played(seed());
  std::uint64_t by_release = 0;
  std::uint64_t bad = 0;
  for (const TrafficRecord& record : journal.traffic) {
    bad += record.bad;
    for (const auto& [outcome, count] : record.bad_outcomes) {
      CHECK(outcome == "500");
    }
    for (const CauseTally& tally : record.causes) {
      const Event& cause = journal.events[static_cast<std::size_t>(tally.cause) - 1];
      by_release += cause.step == "release" ? tally.bad : 0;
    }
  }
  CHECK(bad == 54'000);
  CHECK(by_release == Approx(49'200).margin(5));  // until the restart, which fails the rest
}

TEST_CASE("a provider that accepts both contracts leaves nothing to judge", "[scenarios]") {
  const Journal journal =
      played(replaced(seed(), R"("accepts": ["v1"])", R"("accepts": ["v1", "v2"])"));

  CHECK(no_impact(journal));
  CHECK(verdict(journal) == RunVerdict::inconclusive);
  for (const TargetResult& result : assess(journal).targets) {
    CHECK(result.status == TargetStatus::no_data);
  }
}

TEST_CASE("a release that speaks the old contract causes no outage", "[scenarios]") {
  const Journal journal = played(
      replaced(seed(), R"("5.0.0": {"auth": {"identity": {"speaks": "v2"}}})", R"("5.0.0": {})"));

  CHECK(no_impact(journal));
  CHECK(verdict(journal) == RunVerdict::inconclusive);
}

TEST_CASE("without the restart the rollback helps nobody", "[scenarios]") {
  const Journal journal = played(replaced(seed(),
                                          R"("takes_effect": "on_restart"},
        {"do": "restart", "service": "server"})",
                                          R"("takes_effect": "on_restart"})"));

  CHECK(times(journal, EventType::rollback_completed) == std::vector<double>{2130});
  CHECK(times(journal, EventType::recovered).empty());
  CHECK(target(journal, "rollback").status == TargetStatus::met);
  CHECK(target(journal, "recover").status == TargetStatus::missed);
  CHECK(target(journal, "recover").censored);
  CHECK(verdict(journal) == RunVerdict::missed);
}

TEST_CASE("an installation of seven minutes strikes at 9:52", "[scenarios]") {
  const Journal journal = played(replaced(seed(), R"("takes": "15m")", R"("takes": "7m")"));

  CHECK(minute(journal, EventType::impact_started) == 7);
}

TEST_CASE("a provider's own change fails the same way and our rollback has no effect",
          "[scenarios]") {
  std::string text = replaced(
      seed(),
      R"("accepts": ["v1"])",
      R"("accepts": ["v1"], "version": "1", "versions": {"1": {}, "2": {"accepts": ["v2"]}})");
  text = replaced(text,
                  R"("do": "deploy", "service": "server", "version": "5.0.0")",
                  R"("do": "deploy", "service": "identity", "version": "2")");
  const Journal journal = played(text);

  CHECK(minute(journal, EventType::impact_started) == 15);
  CHECK(times(journal, EventType::rollback_completed).empty());
  CHECK(times(journal, EventType::recovered).empty());
  const Event* undo = nullptr;
  for (const Event& event : journal.events) {
    if (event.type == EventType::action_finished && event.step == "undo") {
      undo = &event;
    }
  }
  REQUIRE(undo != nullptr);
  CHECK(undo->outcome == "no_effect");
  CHECK(target(journal, "rollback").status == TargetStatus::missed);
}

TEST_CASE("of two changes at once the harmful one is named as the cause", "[scenarios]") {
  for (const bool harmless_first : {true, false}) {
    const std::string harmless = R"({"id": "harmless", "at": "0s", "takes": "15m",
      "do": "deploy", "service": "edge", "version": "2"})";
    std::string text =
        replaced(seed(),
                 R"("replicas": 2,)",
                 R"("replicas": 2, "version": "1", "versions": {"1": {}, "2": {}},)");
    text = harmless_first ? replaced(text, R"("script": [)", R"("script": [)" + harmless + ",")
                          : replaced(text, R"("takes": "15m"})", R"("takes": "15m"}, )" + harmless);
    const Journal journal = played(text);

    for (const Event& event : journal.events) {
      if (event.type == EventType::impact_started) {
        REQUIRE(event.cause != EventId::none);
        CHECK(journal.events[static_cast<std::size_t>(event.cause) - 1].step == "release");
      }
    }
    CHECK_FALSE(no_impact(journal));
  }
}
