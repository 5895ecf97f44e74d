#include "harness/reports/timeline.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/reports/overview.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using enum EventType;
using reports::TimelineRow;
using tests::JournalBuilder;

namespace {

std::vector<TimelineRow> rows_of(const JournalBuilder& builder) {
  const reports::Overview overview(builder.build());
  return reports::timeline(builder.build(), overview.assessment, overview.windows);
}

std::vector<std::string> sentences_of(const JournalBuilder& builder) {
  std::vector<std::string> sentences;
  for (const TimelineRow& row : rows_of(builder)) {
    sentences.push_back(row.word + ": " + row.sentence);
  }
  return sentences;
}

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("rows stand by the time at which they were true", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.event(5s, Event{.type = note, .what = "known at once"});
  builder.event(1s, Event{.type = note, .what = "known late"}, 9s);

  CHECK(sentences_of(builder) == Sentences{"note: known late", "note: known at once"});
}

TEST_CASE("what only machines care about is no row", "[unit][reports]") {
  JournalBuilder builder(10min);
  const EventId restart = builder.event(0s, Event{.type = action_started, .what = "restart"});
  for (const EventType type :
       {notification_sent, page_accepted, target_met, target_missed, run_ended}) {
    builder.event(1s, type);
  }
  builder.event(1s, replica_down, restart);

  CHECK(sentences_of(builder) == Sentences{"action: restart"});
}

TEST_CASE("what Alertmanager tells is a row, unlike an alert that goes to the pager at once",
          "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.event(1s, Event{.type = notification_sent, .what = "to the pager", .by = "alert"});
  builder.event(2s,
                Event{.type = notification_sent, .what = "tells the pager", .by = "alertmanager"});

  CHECK(sentences_of(builder) == Sentences{"notify: tells the pager"});
}

TEST_CASE("attempts to tell a receiver of the same are one row", "[unit][reports]") {
  JournalBuilder builder(1h);
  const EventId alert = builder.event(1s, Event{.type = alert_dropped});
  const auto failed = [&](Duration at, const std::string& receiver, EventId cause) {
    builder.event(at,
                  Event{.type = notification_failed,
                        .what = receiver + " answers 400",
                        .cause = cause,
                        .by = "alertmanager",
                        .details = {{"receiver", receiver}}});
  };
  failed(1min, "team", alert);
  failed(1min, "chat", alert);
  failed(6min, "team", alert);
  failed(6min, "team", EventId::none);

  CHECK(sentences_of(builder) == Sentences{"notify: team answers 400 (and 1 more until t+6m)",
                                           "notify: chat answers 400",
                                           "notify: team answers 400"});
}

TEST_CASE("a replica that nobody asked to go down is told", "[unit][reports]") {
  JournalBuilder builder(10min);
  const EventId fault = builder.event(0s, fault_injected);
  builder.event(1s, Event{.type = replica_down, .what = "shop-1 is down", .cause = fault});
  builder.event(9s, Event{.type = replica_down, .what = "shop-2 is down", .cause = fault});

  CHECK(sentences_of(builder) ==
        Sentences{"fault: fault_injected", "replica: shop-1 is down (and 1 more until t+9s)"});
  CHECK(rows_of(builder)[1].evidence == std::vector<EventId>{EventId{2}, EventId{3}});
}

TEST_CASE("an alert that waits again after it fired is told again", "[unit][reports]") {
  JournalBuilder builder(1h);
  const auto alert = [&](Duration at, EventType type, const char* what) {
    builder.event(at, Event{.type = type, .what = what, .subject = "Slow"});
  };
  alert(1min, alert_pending, "Slow is true");
  alert(2min, alert_pending, "Slow is true");
  builder.event(3min, Event{.type = alert_firing, .what = "Other fires", .subject = "Other"});
  alert(4min, alert_pending, "Slow is true");
  alert(5min, alert_firing, "Slow fires");
  alert(6min, alert_resolved, "Slow is resolved");
  alert(30min, alert_pending, "Slow is true again");

  CHECK(sentences_of(builder) == Sentences{"pending: Slow is true (and 2 more until t+4m)",
                                           "alert: Other fires",
                                           "alert: Slow fires",
                                           "resolved: Slow is resolved",
                                           "pending: Slow is true again"});
}

TEST_CASE("an action that is done at once is one row with its reason", "[unit][reports]") {
  JournalBuilder builder(10min);
  Event purge{.type = action_started,
              .what = "empty the caches",
              .step = "purge",
              .details = {{"action", "purge_cache"}, {"why", "they may be stale"}}};
  purge.cause = builder.event(5s, purge);
  purge.type = action_finished;
  purge.what += ": done";
  const Duration end = GENERATE(Duration{5s}, Duration{6s});
  builder.event(end, purge);

  if (end == 5s) {
    CHECK(sentences_of(builder) == Sentences{"purge cache: empty the caches (they may be stale)"});
    CHECK(rows_of(builder).front().evidence.size() == 2);
  } else {
    CHECK(sentences_of(builder) == Sentences{"purge cache: empty the caches (they may be stale)",
                                             "purge cache: empty the caches: done"});
  }
}

TEST_CASE("an end tells its outcome unless that is ok or said already", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.event(1s, Event{.type = action_finished, .what = "cache", .outcome = "no_effect"});
  builder.event(2s, Event{.type = action_refused, .what = "was refused", .outcome = "refused"});
  builder.event(3s, Event{.type = action_finished, .what = "restart", .outcome = "ok"});

  CHECK(sentences_of(builder) ==
        Sentences{"action: cache (no effect)", "action: was refused", "action: restart"});
}

TEST_CASE("the first calm of a recovery is no row of its own", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.event(10s, impact_started);
  builder.event(20s, mitigated);
  builder.event(30s, mitigated);
  builder.event(50s, mitigated);
  builder.event(50s, recovered);

  CHECK(sentences_of(builder) == Sentences{"impact: impact_started",
                                           "calm: mitigated (and 1 more until t+30s)",
                                           "recover: recovered"});
}

TEST_CASE("targets are marked where their clock ends", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.target("recover", recovered, 20s).target("again", recovered, 1min);
  builder.event(10s, impact_started);
  builder.event(40s, recovered);

  const std::vector<reports::RowMark> marks = rows_of(builder).back().marks;

  REQUIRE(marks.size() == 2);
  CHECK(marks[0].text == "30s of 20s");
  CHECK(marks[0].status == "MISSED by 10s");
  CHECK(marks[1].text == "again 30s of 1m");
  CHECK(marks[1].status == "ok");
}

TEST_CASE("a limit that passed without its end is a row, and so is the end of the run",
          "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.target("recover", recovered, 2min);
  builder.event(10s, impact_started);

  CHECK(sentences_of(builder) == Sentences{"impact: impact_started",
                                           "limit: the 2m for recover are over",
                                           "end: the run ends, and clients are still hurt"});
}

TEST_CASE("what a command of the user's own wrote stands in its row, on one line",
          "[unit][reports][own]") {
  JournalBuilder builder(10min);
  builder.event(1s,
                Event{.type = rollback_completed,
                      .what = "web 2 -> 1",
                      .outcome = "ok",
                      .details = {{"action", "rollback"}, {"output", "stopping\ncurrent is 1"}}});
  builder.event(2s,
                Event{.type = action_refused,
                      .what = "web 1 -> 2: refused: ./deploy.sh exited with 3",
                      .outcome = "refused",
                      .details = {{"action", "deploy"}, {"output", "no disk"}}});
  builder.event(3s, Event{.type = action_finished, .what = "restart", .outcome = "ok"});

  CHECK(sentences_of(builder) ==
        Sentences{"rollback: web 2 -> 1 [it wrote: stopping / current is 1]",
                  "deploy: web 1 -> 2: refused: ./deploy.sh exited with 3 [it wrote: no disk]",
                  "action: restart"});
}
