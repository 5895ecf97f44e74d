#include "harness/journal/windows.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

using Codes = std::vector<std::pair<std::string, std::uint64_t>>;

ImpactWindow only_window(const JournalBuilder& builder) {
  const auto windows = impact_windows(builder.build());
  REQUIRE(windows.size() == 1);
  return windows.front();
}

}  // namespace

TEST_CASE("the seed incident is one impact window of 54000 errors", "[unit][journal]") {
  const ImpactWindow window = only_window(firedrill::tests::seed_incident());

  CHECK(window.start == Instant{900s + 37ms});
  CHECK(window.end == Instant{2250s});
  CHECK_FALSE(window.open());
  CHECK(window.peak_error_ratio == 1);
  CHECK(window.by_code == Codes{{"500", 54000}});
  REQUIRE(window.by_population.size() == 1);
  CHECK(window.by_population.front().bad == 54000);
  CHECK(window.detected == Instant{930s});
  CHECK(window.detected_by == "alert");
}

TEST_CASE("an impact that never ends is open until the run does", "[unit][journal]") {
  const ImpactWindow window = only_window(firedrill::tests::seed_without_restart());

  CHECK(window.open());
  CHECK(window.end == Instant{45min});
  CHECK_FALSE(window.mitigated.has_value());
}

TEST_CASE("a calm that did not last is no mitigation", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  builder.event(150s, mitigated);
  builder.event(200s, mitigated);
  builder.event(200s, recovered);

  const ImpactWindow window = only_window(builder);

  CHECK(window.mitigated == Instant{200s});
  CHECK(window.end == Instant{200s});
}

TEST_CASE("the peak is that of the population that is hurt most", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  builder.event(130s, recovered);
  for (Duration second = 100s; second < 130s; second += 1s) {
    builder.traffic(
        {.population = "many", .from = second, .to = second + 1s, .good = 99, .bad = 1});
    builder.traffic({.population = "few",
                     .from = second,
                     .to = second + 1s,
                     .good = 1,
                     .bad = 3,
                     .code = "timeout"});
  }

  const ImpactWindow window = only_window(builder);

  CHECK(window.peak_error_ratio == 0.75);
  CHECK(window.by_code == Codes{{"500", 30}, {"timeout", 90}});
  REQUIRE(window.by_population.size() == 2);
  CHECK(window.by_population[0].population == "few");
  CHECK(window.by_population[1].bad == 30);
}

TEST_CASE("the peak is measured over windows, not over single seconds", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  builder.event(120s, recovered);
  builder.traffic({.from = 100s, .to = 104s, .bad = 10});
  builder.traffic({.from = 104s, .to = 120s, .good = 10});
  builder.journal().header.impact.at_least_bad = 40;

  CHECK(only_window(builder).peak_error_ratio == 1);
  builder.journal().header.impact.at_least_bad = 41;
  CHECK(only_window(builder).peak_error_ratio == 0);
}

TEST_CASE("what was shed counts neither as good nor as bad", "[unit][journal]") {
  JournalBuilder builder(1min);
  builder.event(0s, impact_started);
  builder.traffic({.to = 20s, .good = 1, .bad = 1});
  for (TrafficRecord& record : builder.journal().traffic) {
    record.shed = 98;
  }

  CHECK(only_window(builder).peak_error_ratio == 0.5);
  CHECK(only_window(builder).by_population.front().shed == 20 * 98);
}

TEST_CASE("an impact is detected by the first who said so while it lasted", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  builder.event(200s, recovered);
  const auto report = [&](Duration at, const std::string& by) {
    builder.event(at, Event{.type = alert_firing, .what = "fires", .subject = by, .by = by});
  };

  SECTION("customers before the alert") {
    report(150s, "customers");
    report(180s, "alert");
    CHECK(only_window(builder).detected_by == "customers");
  }
  SECTION("a person") {
    report(200s, "ann");
    CHECK(only_window(builder).detected_by == "ann");
  }
  SECTION("too late") {
    report(201s, "alert");
    CHECK(only_window(builder).detected_by == "nobody");
    CHECK_FALSE(only_window(builder).detected.has_value());
  }
  SECTION("a report long before is no state that lasts") {
    report(50s, "customers");
    CHECK(only_window(builder).detected_by == "nobody");
  }
  SECTION("an alert that fires already") {
    report(50s, "alert");
    CHECK(only_window(builder).detected == Instant{100s});
  }
}

TEST_CASE("each resolution ends the oldest firing of its alert", "[unit][journal]") {
  JournalBuilder builder(10min);
  const Event fires{.type = alert_firing, .what = "fires", .subject = "A", .by = "alert"};
  const Event resolves{.type = alert_resolved, .what = "resolves", .subject = "A"};
  builder.event(10s, fires);
  builder.event(20s, fires);
  builder.event(30s, resolves);
  builder.event(40s, Event{.type = alert_resolved, .what = "other", .subject = "B"});

  const auto all = firings(builder.build());

  REQUIRE(all.size() == 2);
  CHECK(all[0].end == Instant{30s});
  CHECK(all[0].resolved);
  CHECK(all[1].end == Instant{10min});
  CHECK_FALSE(all[1].resolved);
}
