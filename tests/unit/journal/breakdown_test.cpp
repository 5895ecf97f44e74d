#include "harness/journal/breakdown.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

std::string time_of_target(const JournalBuilder& builder, std::size_t target) {
  const Journal& journal = builder.build();
  return to_text(where_time_went(journal, assess(journal).targets.at(target)));
}

}  // namespace

TEST_CASE("the time of the seed's recovery went into its five parts", "[unit][journal]") {
  const JournalBuilder seed = firedrill::tests::seed_incident();

  CHECK(time_of_target(seed, 0) == "detect 30s");
  CHECK(time_of_target(seed, 2) == "acknowledge 10m");
  CHECK(time_of_target(seed, 4) ==
        "detect 30s, acknowledge 10m, decide 5m, rollback 5m, restart 2m");
}

TEST_CASE("the parts of an alert's way stand in the place of its milestones", "[unit][journal]") {
  JournalBuilder run(1h);
  run.target("page", page_delivered, 1min).target("recover", recovered, 1min);
  const EventId impact = run.event(100s, impact_started);
  const EventId fired = run.event(190s,
                                  Event{.type = alert_firing,
                                        .cause = impact,
                                        .by = "alert",
                                        .details = {{"held_ns", "120000000000"},
                                                    {"scrape_interval_ns", "15000000000"},
                                                    {"pending_ns", "130000000000"},
                                                    {"for_ns", "60000000000"}}});
  const EventId told = run.event(
      220s,
      Event{
          .type = notification_sent, .cause = fired, .details = {{"flushed_ns", "220000000000"}}});
  const EventId rings = run.event(220s, Event{.type = page_delivered, .cause = told});
  run.event(280s, Event{.type = acknowledged, .cause = rings});
  run.event(400s, Event{.type = action_started, .cause = rings});
  run.event(500s, recovered);

  CHECK(time_of_target(run, 0) == "scrape 5s, window 15s, for 1m, evaluation 10s, group_wait 30s");
  CHECK(time_of_target(run, 1) ==
        "scrape 5s, window 15s, for 1m, evaluation 10s, group_wait 30s, acknowledge 1m, decide 2m, "
        "calm down 1m40s");
}

TEST_CASE("time in which nothing more happened is named", "[unit][journal]") {
  CHECK(time_of_target(firedrill::tests::seed_without_restart(), 4) ==
        "detect 30s, acknowledge 10m, decide 5m, rollback 5m, nothing more 9m30s");
}

TEST_CASE("the parts make up the whole", "[unit][journal]") {
  const Journal journal = firedrill::tests::seed_incident().build();
  for (const TargetResult& result : assess(journal).targets) {
    Duration sum{};
    for (const TimeShare& share : where_time_went(journal, result)) {
      sum += share.length;
    }
    CHECK(sum == result.actual);
  }
}

TEST_CASE("a clock that runs from the change counts the rollout", "[unit][journal]") {
  JournalBuilder seed = firedrill::tests::seed_incident();
  seed.target({.name = "whole",
               .rule = DurationTarget{.from = rollout_started, .to = recovered, .within = 1h}});

  CHECK(time_of_target(seed, 5) ==
        "deploy 15m, detect 30s, acknowledge 10m, decide 5m, rollback 5m, restart 2m");
}

TEST_CASE("a refused action and the wait for the next one have their own names",
          "[unit][journal]") {
  JournalBuilder builder(1h);
  builder.target("recover", recovered, 1h);
  builder.event(100s, impact_started);
  builder.event(160s, alert_firing);
  builder.event(220s, alert_firing);
  builder.event(280s, acknowledged);
  builder.event(340s, rollback_started);
  builder.event(400s, Event{.type = action_refused, .details = {{"action", "purge_cache"}}});
  builder.event(460s, action_started);
  builder.event(490s, Event{.type = action_started, .what = "chaos", .by = "script"});
  builder.event(520s, action_finished);
  builder.event(580s, recovered);

  CHECK(time_of_target(builder, 0) ==
        "detect 1m, acknowledge 2m, decide 1m, purge cache refused 1m, wait 1m, action 1m, "
        "calm down 1m");
}

TEST_CASE("what an action came to stands behind it, if it was not what was wanted",
          "[unit][journal]") {
  JournalBuilder builder(1h);
  builder.target("recover", recovered, 10min);
  builder.event(100s, impact_started);
  builder.event(160s, rollback_started);
  builder.event(
      460s,
      Event{.type = action_finished, .outcome = "no_effect", .details = {{"action", "rollback"}}});
  builder.event(520s, Event{.type = action_finished, .outcome = "ok"});

  CHECK(time_of_target(builder, 0) ==
        "decide 1m, rollback (no effect) 5m, action 1m, nothing more 51m20s");
}

TEST_CASE("what is under way at the end of a run is what is waited for", "[unit][journal]") {
  JournalBuilder builder(1h);
  builder.target("recover", recovered, 10min);
  builder.event(100s, impact_started);
  builder.event(160s, rollback_started);
  builder.event(3600s,
                Event{.type = action_unfinished, .by = "ann", .details = {{"action", "rollback"}}});

  CHECK(time_of_target(builder, 0) == "decide 1m, rollback (still under way) 57m20s");
}

TEST_CASE("the end of a target counts even if its like came before", "[unit][journal]") {
  JournalBuilder builder(1h);
  builder.target(
      {.name = "detect", .rule = DurationTarget{.to = alert_firing, .by = "alert", .within = 1h}});
  builder.event(100s, impact_started);
  builder.event(110s, alert_pending);
  builder.event(120s, Event{.type = alert_firing, .by = "customers"});
  builder.event(200s, Event{.type = alert_firing, .by = "alert"});

  CHECK(time_of_target(builder, 0) == "notice 10s, detect 1m30s");
}

TEST_CASE("an alert that fires as soon as it is noticed has not waited", "[unit][journal]") {
  JournalBuilder builder(1h);
  builder.target("page", page_delivered, 1h);
  builder.event(100s, impact_started);
  builder.event(130s, alert_pending);
  builder.event(130s, alert_firing);
  builder.event(160s, page_delivered);

  CHECK(time_of_target(builder, 0) == "detect 30s, page 30s");
}

TEST_CASE("a target without a duration has no parts", "[unit][journal]") {
  CHECK(time_of_target(firedrill::tests::quiet_seed(), 0).empty());
}

TEST_CASE("the last event before a limit is one that matters to people", "[unit][journal]") {
  const Journal journal = firedrill::tests::seed_incident().build();

  CHECK(last_event_by(journal, Instant{2200s})->type == action_started);
  CHECK(last_event_by(journal, Instant{1530s})->type == acknowledged);
  CHECK(last_event_by(journal, Instant{-1h}) == nullptr);
}
