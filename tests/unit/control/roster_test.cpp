#include "harness/control/roster.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/pager.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::control::Roster;
using firedrill::tests::on_call_of;
using firedrill::tests::scenario_of;
using Indices = std::vector<std::size_t>;

namespace {

constexpr PageTarget first_schedule{.kind = PageTarget::Kind::schedule, .index = 0};
constexpr PageTarget second_schedule{.kind = PageTarget::Kind::schedule, .index = 1};

/// People 0 and 1 in turns of an hour from the Unix epoch on, and nobody.
OnCall by_schedules(std::vector<PageTarget> targets, Assignment assignment) {
  OnCall on_call = on_call_of({{.notify = "ann"}, {.notify = "bob"}});
  on_call.schedules = {
      {"primary", Schedule(TimeZone(), {{.people = {0, 1}, .turn_s = 3600, .from_unix_s = 0}})},
      {"nobody", Schedule()}};
  on_call.policies[0].levels = {{.targets = std::move(targets), .assignment = assignment}};
  return on_call;
}

}  // namespace

TEST_CASE("a schedule pages whoever is on call at the moment of the page",
          "[unit][control][roster]") {
  Scenario scenario = scenario_of(by_schedules({first_schedule}, Assignment::everyone));
  scenario.starts_at_unix_ns = Duration(50min).count();
  Roster roster(scenario);

  CHECK(roster.whom_to_page({}, Instant{10min - 1ns}) == Indices{0});
  CHECK(roster.whom_to_page({}, Instant{10min}) == Indices{1});
  CHECK(roster.whom_to_page({}, Instant{70min}) == Indices{0});
  CHECK(roster.whom_to_page({}, Instant{-51min}) == Indices{});
}

TEST_CASE("somebody who is meant twice is paged once", "[unit][control][roster]") {
  const Scenario scenario =
      scenario_of(by_schedules({first_schedule, {.index = 0}}, Assignment::everyone));

  CHECK(Roster(scenario).whom_to_page({}, Instant{}) == Indices{0});
  CHECK(Roster(scenario).whom_to_page({}, Instant{1h}) == Indices{1, 0});
}

TEST_CASE("a round leaves out who is not there, and goes on behind who was paged",
          "[unit][control][roster]") {
  const Scenario scenario = scenario_of(
      by_schedules({second_schedule, {.index = 0}, {.index = 1}}, Assignment::round_robin));
  Roster roster(scenario);

  CHECK(roster.whom_to_page({}, Instant{}) == Indices{0});
  CHECK(roster.whom_to_page({}, Instant{}) == Indices{1});
  CHECK(roster.whom_to_page({}, Instant{}) == Indices{0});
}

TEST_CASE("nobody is paged where nobody is on call", "[unit][control][roster]") {
  for (const Assignment assignment : {Assignment::everyone, Assignment::round_robin}) {
    const Scenario scenario = scenario_of(by_schedules({second_schedule}, assignment));

    CHECK(Roster(scenario).whom_to_page({}, Instant{}).empty());
  }
}

namespace {

/// A pager that has taken one alert, and a day in which nothing else happened.
std::vector<std::string> after_one_alert(const OnCall& on_call, const std::string& severity) {
  const Scenario scenario = scenario_of(on_call);
  simulated::Scheduler scheduler;
  std::vector<std::string> lines;
  control::Timeline timeline(scheduler, [&lines](const Event& event) {
    lines.push_back(std::string(to_string(event.type)) + ": " + event.what);
  });
  const control::Pager pager(timeline, scenario, Seed{1});
  timeline.record({.type = EventType::alert_firing,
                   .subject = "Down",
                   .by = "alert",
                   .details = {{"severity", severity}}});
  scheduler.run_until(Instant{24h});
  lines.erase(lines.begin(), lines.begin() + 3);  // firing, sent, accepted
  return lines;
}

}  // namespace

TEST_CASE("a gap skips the level at once, and the timeline says so", "[unit][control][roster]") {
  OnCall on_call = by_schedules({second_schedule}, Assignment::everyone);
  on_call.policies[0].levels.push_back({.targets = {{.index = 0}}});

  CHECK(after_one_alert(on_call, "page") ==
        std::vector<std::string>{
            "level_skipped: nobody is on call at level 1: nobody",
            "page_delivered: ann is paged",
            "escalation_exhausted: nobody acknowledged, and nobody is left to page"});
}

TEST_CASE("with gaps at all levels the escalation ends at once, loops or not",
          "[unit][control][roster]") {
  OnCall on_call = by_schedules({second_schedule}, Assignment::everyone);
  on_call.policies[0].levels.push_back(on_call.policies[0].levels[0]);
  on_call.policies[0].loops = 9;

  CHECK(after_one_alert(on_call, "page") ==
        std::vector<std::string>{
            "level_skipped: nobody is on call at level 1: nobody",
            "level_skipped: nobody is on call at level 2: nobody",
            "escalation_exhausted: nobody is on call at any level: nobody is paged"});
}

TEST_CASE("gaps behind somebody who does not acknowledge end the escalation in words of their own",
          "[unit][control][roster]") {
  OnCall on_call = by_schedules({second_schedule}, Assignment::everyone);
  on_call.policies[0].levels.insert(on_call.policies[0].levels.begin(),
                                    {.targets = {{.index = 0}}});

  CHECK(after_one_alert(on_call, "page") ==
        std::vector<std::string>{
            "page_delivered: ann is paged",
            "escalated: not acknowledged in time, on to nobody",
            "level_skipped: nobody is on call at level 2: nobody",
            "escalation_exhausted: nobody acknowledged, and nobody else is on call"});
}
