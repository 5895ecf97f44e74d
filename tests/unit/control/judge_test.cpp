#include "harness/control/judge.hpp"

#include <optional>

#include <catch2/catch.hpp>

#include "harness/journal/behind_schedule.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

/// The events that record_targets() adds at the end of a run.
std::vector<Event> recorded(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  simulated::Scheduler scheduler;
  scheduler.run_until(journal.footer.ended);
  control::Timeline timeline(scheduler, [](const Event&) {});
  control::record_targets(timeline, journal);
  for (const Event& event : timeline.events()) {
    CHECK(event.known == journal.footer.ended);
    CHECK(event.by == "judge");
  }
  return timeline.events();
}

Event only(const JournalBuilder& builder) {
  const std::vector<Event> events = recorded(builder);
  REQUIRE(events.size() == 1);
  return events.front();
}

FaultTally planned(std::string id, std::uint32_t event, std::uint64_t times = 1) {
  return {.id = std::move(id), .kind = "hang", .injected_by = EventId{event}, .planned = times};
}

/// A journal in which clients' responses carried these causes, and the world injected one fault.
Journal struck() {
  Journal journal;
  for (const int second : {1, 2}) {
    journal.traffic.push_back({.population = "clients",
                               .second = Instant{std::chrono::seconds{second}},
                               .causes = {{.cause = EventId{3}, .bad = 10, .other = 2},
                                          {.cause = EventId{4}, .bad = 5}}});
  }
  journal.footer.faults = {{.id = "slow", .kind = "hang", .started = 1, .injected = 40}};
  return journal;
}

}  // namespace

TEST_CASE("what clients got counts what a fault has touched, good responses too",
          "[unit][control][judge]") {
  Journal journal = struck();

  control::complete_fault_tallies(journal, {planned("slow", 3)});

  REQUIRE(journal.footer.faults.size() == 1);
  const FaultTally& slow = journal.footer.faults.front();
  CHECK(slow.observed == 24);
  CHECK(slow.started == 1);
  CHECK(slow.injected == 40);
  CHECK(slow.planned == 1);
}

TEST_CASE("a fault that never began is listed with nothing but its plan",
          "[unit][control][judge]") {
  Journal journal = struck();

  control::complete_fault_tallies(journal, {planned("never", 0, 2), planned("slow", 3)});

  REQUIRE(journal.footer.faults.size() == 2);
  const FaultTally& never = journal.footer.faults.front();
  CHECK(never.id == "never");
  CHECK(never.kind == "hang");
  CHECK(never.planned == 2);
  CHECK(never.started + never.injected + never.observed == 0);
}

TEST_CASE("what nobody is known to have caused is no fault's", "[unit][control][judge]") {
  Journal journal = struck();
  journal.traffic.front().causes.push_back({.cause = EventId::none, .bad = 100});

  control::complete_fault_tallies(journal, {planned("never", 0)});

  CHECK(journal.footer.faults.front().observed == 0);
}

TEST_CASE("a target that is met was so when its clock ended", "[unit][control][judge]") {
  JournalBuilder builder;
  builder.event(5min, impact_started);
  const EventId alert = builder.event(6min, alert_firing);
  builder.target("detect", alert_firing, 1min);

  const Event met = only(builder);

  CHECK(met.type == target_met);
  CHECK(met.happened == Instant{6min});
  CHECK(met.cause == alert);
  CHECK(met.subject == "detect");
  CHECK(met.what == "detect met");
  CHECK(met.outcome == "met");
}

TEST_CASE("a target is missed when its limit passes, not when its clock ends",
          "[unit][control][judge]") {
  JournalBuilder builder;
  const EventId impact = builder.event(5min, impact_started);
  builder.event(20min, alert_firing);
  builder.target("detect", alert_firing, 1min);

  const Event missed = only(builder);

  CHECK(missed.type == target_missed);
  CHECK(missed.happened == Instant{6min});
  CHECK(missed.cause == impact);  // the alert came later, and can have caused nothing before
  CHECK(missed.what == "detect missed");
}

TEST_CASE("what came too soon is missed because it came", "[unit][control][judge]") {
  JournalBuilder builder;
  builder.event(5min, impact_started);
  const EventId alert = builder.event(6min, alert_firing);
  builder.target(
      {.name = "quiet",
       .rule = DurationTarget{.to = alert_firing, .within = Duration::max(), .at_least = 10min}});

  const Event missed = only(builder);

  CHECK(missed.type == target_missed);
  CHECK(missed.happened == Instant{6min});
  CHECK(missed.cause == alert);
}

TEST_CASE("a target whose clock never ended is missed when its limit passed",
          "[unit][control][judge]") {
  JournalBuilder builder;
  builder.event(5min, impact_started);
  builder.target("recover", recovered, 24min);

  const Event missed = only(builder);

  CHECK(missed.type == target_missed);
  CHECK(missed.happened == Instant{29min});
}

TEST_CASE("a count is judged at the end of the run", "[unit][control][judge]") {
  JournalBuilder builder;
  builder.count_target("pages", {.quantity = Quantity::pages, .at_most = 0});
  builder.event(5min, page_delivered);

  const Event missed = only(builder);

  CHECK(missed.type == target_missed);
  CHECK(missed.happened == builder.build().footer.ended);
}

TEST_CASE("a target without data is neither met nor missed", "[unit][control][judge]") {
  JournalBuilder builder;
  builder.target("detect", alert_firing, 1min);

  CHECK(recorded(builder).empty());
}

TEST_CASE("a target that is too close to call is neither met nor missed",
          "[unit][control][judge]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(161s, recovered);
  builder.target("recover", recovered, 1min);
  BehindSchedule late;
  late.when.add({.from = Instant{100s}, .until = Instant{102s}});
  builder.event(100s, to_event(late), 45min);

  CHECK(recorded(builder).empty());
}

TEST_CASE("targets are judged in the order of the scenario", "[unit][control][judge]") {
  std::vector<std::string> names;
  for (const Event& event : recorded(tests::seed_without_restart())) {
    names.push_back(event.what);
  }

  CHECK(names ==
        std::vector<std::string>{
            "detect met", "page met", "acknowledge met", "rollback met", "recover missed"});
}
