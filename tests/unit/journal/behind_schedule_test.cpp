#include "harness/journal/behind_schedule.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/target_text.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

/// Impact from 100 s to 160 s, recovery within `limit`, in a run that was late from 120 s to 132 s.
JournalBuilder late_run(Duration limit) {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(160s, recovered);
  builder.traffic({.from = 100s, .to = 160s, .good = 10, .bad = 10});
  builder.target("recover", recovered, limit);
  return builder;
}

BehindSchedule behind(std::vector<LateSpan> spans) {
  BehindSchedule late{.wall = 200ms, .who = "firedrill, api-0"};
  for (const LateSpan span : spans) {
    late.when.add(span);
  }
  return late;
}

BehindSchedule behind(Duration since, Duration until) {
  return behind({{Instant{since}, Instant{until}}});
}

Assessment assessed(JournalBuilder builder, const BehindSchedule& late) {
  const Event event = to_event(late);
  builder.event(event.happened.time_since_epoch(), event, 45min);
  return assess(builder.build());
}

Assessment assessed(const JournalBuilder& builder) {
  return assessed(builder, behind(120s, 132s));
}

}  // namespace

TEST_CASE("how far a run was behind is read back from its event", "[unit][journal]") {
  JournalBuilder builder;
  CHECK_FALSE(how_far_behind(builder.build()));
  const BehindSchedule late =
      behind({{Instant{120s}, Instant{130s}}, {Instant{140s}, Instant{142s}}});
  const Event event = to_event(late);
  builder.event(event.happened.time_since_epoch(), event, 45min);

  const auto found = how_far_behind(builder.build());

  CHECK(event.what ==
        "the machine was too slow: what was due came up to 200ms of wall time late, which may move "
        "this run's times by 12s (firedrill, api-0)");
  REQUIRE(found);
  CHECK(found->when.all() == late.when.all());
  CHECK(found->wall == late.wall);
  CHECK(found->who == late.who);
}

TEST_CASE("an event without figures doubts nothing", "[unit][journal]") {
  JournalBuilder builder = late_run(60s);
  builder.event(120s, behind_schedule);

  CHECK(assess(builder.build()).verdict == RunVerdict::met);
}

TEST_CASE("what was missed by less than the run was behind is inconclusive", "[unit][journal]") {
  const Assessment assessment = assessed(late_run(48s));

  CHECK(assessment.verdict == RunVerdict::inconclusive);
  CHECK(assessment.doubts.empty());
  CHECK(assessment.reasons ==
        std::vector<std::string>{"recover took 1m, target 48s: too close to call, the machine "
                                 "was up to 12s behind the schedule"});
  CHECK(assessment.targets.front().status == TargetStatus::too_close);
  CHECK(assessment.targets.front().margin == -12s);
}

TEST_CASE("what was missed by more than the run was behind is missed", "[unit][journal]") {
  CHECK(assessed(late_run(48s - 1ns)).verdict == RunVerdict::missed);
}

TEST_CASE("what was met by less than the run was behind is inconclusive", "[unit][journal]") {
  CHECK(assessed(late_run(72s)).verdict == RunVerdict::inconclusive);
  CHECK(assessed(late_run(72s + 1ns)).verdict == RunVerdict::met);
}

TEST_CASE("a run that was late before or after a target was measured does not doubt it",
          "[unit][journal]") {
  CHECK(assessed(late_run(60s), behind(87s, 99s)).verdict == RunVerdict::met);
  CHECK(assessed(late_run(60s), behind(88s, 100s)).verdict == RunVerdict::inconclusive);
  CHECK(assessed(late_run(60s), behind(160s, 172s)).verdict == RunVerdict::inconclusive);
  CHECK(assessed(late_run(60s), behind(161s, 173s)).verdict == RunVerdict::met);
}

TEST_CASE("of several times of lateness those count that a target met", "[unit][journal]") {
  const BehindSchedule late = behind({{Instant{0s}, Instant{90s}},
                                      {Instant{110s}, Instant{114s}},
                                      {Instant{120s}, Instant{128s}},
                                      {Instant{170s}, Instant{190s}}});

  CHECK(assessed(late_run(72s), late).verdict == RunVerdict::inconclusive);
  CHECK(assessed(late_run(72s + 1ns), late).verdict == RunVerdict::met);
}

TEST_CASE("a recovery that never came is missed by more than any lateness until its end",
          "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.traffic({.from = 100s, .to = 45min, .bad = 10});
  builder.target("recover", recovered, 1min);

  CHECK(assessed(builder).verdict == RunVerdict::missed);
}

TEST_CASE("failed requests over their limit by no more than failed meanwhile are inconclusive",
          "[unit][journal]") {
  const auto failed = [](double at_most) {  // 600, and 130 of them from 120 s to 132 s
    JournalBuilder builder = late_run(5min);
    builder.count_target("failed_requests",
                         {.quantity = Quantity::failed_requests, .at_most = at_most});
    return assessed(builder);
  };

  CHECK(failed(470).verdict == RunVerdict::inconclusive);
  CHECK(failed(470).reasons ==
        std::vector<std::string>{"failed_requests came to 600, target at most 470: too close to "
                                 "call, the machine was up to 12s behind the schedule"});
  CHECK(failed(469).verdict == RunVerdict::missed);
  CHECK(failed(600).verdict == RunVerdict::met);
}

TEST_CASE("a request fails meanwhile if it was under way, on the incident clock",
          "[unit][journal]") {
  const auto failed = [](double speed) {  // from 140 s on, after 1 s of wall time
    JournalBuilder builder;
    builder.journal().header.speed = speed;
    builder.traffic({.from = 140s, .to = 150s, .bad = 10, .code = "timeout", .bad_latency = 1s});
    builder.count_target("failed_requests", {.quantity = Quantity::failed_requests, .at_most = 50});
    return assessed(builder).verdict;  // late until 132 s
  };

  CHECK(failed(1) == RunVerdict::missed);
  CHECK(failed(20) == RunVerdict::inconclusive);
}

TEST_CASE("a share of failed requests is compared as a number of requests", "[unit][journal]") {
  const auto failed = [](double at_most) {
    JournalBuilder builder = late_run(5min);  // 600 of 1200 failed
    builder.count_target(
        "failed_requests",
        {.quantity = Quantity::failed_requests, .at_most = at_most, .ratio = true});
    return assessed(builder).verdict;
  };

  CHECK(failed(0.42) == RunVerdict::inconclusive);
  CHECK(failed(0.38) == RunVerdict::missed);
}

TEST_CASE("any other count is inconclusive if its excess came since the run was late",
          "[unit][journal]") {
  const auto pages = [](double at_most, const BehindSchedule& late) {
    JournalBuilder builder = late_run(5min);
    builder.event(110s, page_delivered);
    builder.event(125s, page_delivered);
    builder.count_target("pages", {.quantity = Quantity::pages, .at_most = at_most});
    return assessed(builder, late).verdict;
  };

  CHECK(pages(2, behind(120s, 132s)) == RunVerdict::met);
  CHECK(pages(1, behind(120s, 132s)) == RunVerdict::inconclusive);
  CHECK(pages(0, behind(120s, 132s)) == RunVerdict::missed);
  CHECK(pages(0, behind(100s, 101s)) == RunVerdict::inconclusive);
  CHECK(pages(1, behind(126s, 140s)) == RunVerdict::missed);
}

TEST_CASE("an impact that was over before the run was late is counted", "[unit][journal]") {
  const auto windows = [](double at_most, const BehindSchedule& late) {
    JournalBuilder builder = late_run(5min);
    builder.count_target("impact_windows",
                         {.quantity = Quantity::impact_windows, .at_most = at_most});
    return assessed(builder, late).verdict;
  };

  CHECK(windows(1, behind(120s, 132s)) == RunVerdict::met);
  CHECK(windows(0, behind(120s, 132s)) == RunVerdict::inconclusive);
  CHECK(windows(0, behind(161s, 170s)) == RunVerdict::missed);
}

TEST_CASE("a clear miss goes before a target that is too close", "[unit][journal]") {
  JournalBuilder builder = late_run(48s);
  builder.target("mitigate", recovered, 10s);

  const Assessment assessment = assessed(builder);

  CHECK(assessment.verdict == RunVerdict::missed);
  CHECK(assessment.targets.front().status == TargetStatus::too_close);
  CHECK(assessment.targets.back().status == TargetStatus::missed);
}

TEST_CASE("a known miss stays one however late the run was", "[unit][journal]") {
  JournalBuilder builder = late_run(5min);
  builder.target({.name = "mitigate",
                  .rule = DurationTarget{.to = recovered, .within = 50s},
                  .known_miss = "OPS-1"});

  CHECK(assessed(builder).verdict == RunVerdict::met);
}
