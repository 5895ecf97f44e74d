#include <cstdint>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/unit/control/rehearsal.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using enum EventType;

namespace {

rules::Rule grid_rule(rules::Rule::Kind kind, const std::string& name, const std::string& text) {
  return {.kind = kind, .name = name, .text = text, .query = query(text)};
}

/// A rehearsal with random grids whose one server is down in [50 s, 400 s).
struct Random : Rehearsal {
  explicit Random(std::uint64_t number) {
    seed = Seed{number};
    scenario.monitoring = {
        .scrape_interval = 15s, .evaluation_interval = 60s, .random_offset = true};
    world.exposes = [this](const ScrapeTarget&) {
      const Instant now = scheduler.now();
      return ScrapeResult{.up = now < Instant{50s} || now >= Instant{400s}, .samples = {}};
    };
  }

  void group(const std::string& name, rules::Rule rule) {
    scenario.rule_groups.push_back({.name = name, .rules = {std::move(rule)}});
  }

  void alerting(const std::string& name, const std::string& text) {
    group(name, grid_rule(rules::Rule::Kind::alerting, name, text));
  }

  Instant fired(const std::string& name) const { return time_of(alert_firing, name); }

  Instant resolved(const std::string& name) const { return time_of(alert_resolved, name); }

 private:
  Instant time_of(EventType type, const std::string& name) const {
    for (const Event& event : journal.events) {
      if (event.type == type && event.subject == name) {
        return event.happened;
      }
    }
    FAIL(name << " has no " << to_string(type));
    return {};
  }
};

}  // namespace

TEST_CASE("a random grid has a phase of its own for each rule group, and each seed others",
          "[unit][control][drill]") {
  Random one(1);
  one.alerting("first", "up == 0");
  one.alerting("second", "up == 0");
  one.run();
  Random other(2);
  other.alerting("first", "up == 0");
  other.run();

  CHECK(one.fired("first") != one.fired("second"));
  CHECK(one.fired("first") != other.fired("first"));
  for (const Random* run : {&one, &other}) {
    CHECK(run->fired("first") >= Instant{50s});
    CHECK(run->fired("first") < Instant{50s + 15s + 60s});
    CHECK((run->resolved("first") - run->fired("first")) % 60s == 0s);
  }
}

TEST_CASE("a group's phase depends on no other group", "[unit][control][drill]") {
  Random alone(1);
  alone.alerting("group", "up == 0");
  alone.run();
  Random behind(1);
  behind.alerting("before", "up == 0");
  behind.alerting("group", "up == 0");
  behind.run();

  CHECK(alone.fired("group") == behind.fired("group"));
}

TEST_CASE("an alert on a recorded series sees it at its own group's time",
          "[unit][control][drill]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U);
  Random run(seed);
  run.group("recording", grid_rule(rules::Rule::Kind::recording, "r", "up"));
  run.alerting("recorded", "r == 0");
  run.scenario.rule_groups[0].rules.push_back(
      grid_rule(rules::Rule::Kind::alerting, "with_record", "r == 0"));
  run.run();

  // Fires with the first evaluation of its own group that is not before the recording one's.
  CHECK(run.fired("recorded") >= run.fired("with_record"));
  CHECK(run.fired("recorded") - run.fired("with_record") < 60s);
  CHECK(run.fired("recorded") != run.fired("with_record"));
  CHECK((run.fired("recorded") - run.resolved("recorded")) % 60s == 0s);
}

TEST_CASE("without random grids all groups are evaluated together", "[unit][control][drill]") {
  Random aligned(1);
  aligned.scenario.monitoring.random_offset = false;
  aligned.alerting("first", "up == 0");
  aligned.alerting("second", "up == 0");
  aligned.run();

  CHECK(aligned.fired("first") == Instant{60s});
  CHECK(aligned.fired("second") == Instant{60s});
}
