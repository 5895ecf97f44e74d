#include "harness/journal/measure.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/journal/windows.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

TargetResult measured(const JournalBuilder& builder, const DurationTarget& rule) {
  return measure_duration(builder.build(), {.name = "target", .rule = rule}, rule);
}

DurationTarget mitigated_within(Duration limit) {
  return {.to = mitigated, .within = limit};
}

Event firing_by(const std::string& by) {
  return {.type = alert_firing, .what = "fires", .subject = by, .by = by};
}

Event finished_with(const std::string& outcome) {
  return {.type = action_finished, .what = "restart", .outcome = outcome};
}

}  // namespace

TEST_CASE("clients are helped by the last mitigation before they recover", "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(130s, mitigated);  // a lull
  builder.event(200s, mitigated);
  const EventId last = builder.event(250s, mitigated);
  builder.event(250s, recovered);
  builder.event(300s, mitigated);  // of no impact any more

  const TargetResult result = measured(builder, mitigated_within(2min));

  CHECK(result.to == last);
  CHECK(result.actual == 150s);
  CHECK(result.margin == -30s);
  CHECK(result.status == TargetStatus::missed);
}

TEST_CASE("a mitigation of the next impact does not stop the clock of the one before",
          "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(130s, mitigated);
  builder.event(130s, recovered);
  builder.event(400s, impact_started);
  builder.event(410s, mitigated);
  builder.event(420s, mitigated);
  builder.event(420s, recovered);

  const TargetResult result = measured(builder, mitigated_within(1min));

  CHECK(result.clock_start == Instant{100s});  // the one with less margin
  CHECK(result.actual == 30s);
  CHECK(result.status == TargetStatus::met);
}

TEST_CASE("an impact that starts ends the search as a recovery does", "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  const EventId first = builder.event(130s, mitigated);
  builder.event(200s, impact_started);
  builder.event(205s, mitigated);

  const TargetResult result = measured(builder, mitigated_within(1min));

  CHECK(result.to == first);
  CHECK(result.actual == 30s);
}

TEST_CASE("clients who were never well again are helped by their last mitigation",
          "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  builder.event(130s, mitigated);
  builder.event(190s, mitigated);

  CHECK(measured(builder, mitigated_within(2min)).actual == 90s);
}

TEST_CASE("the clock is stopped by whom the target asks for, or a miss names the other",
          "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(100s, impact_started);
  const EventId customers = builder.event(110s, firing_by("customers"));
  const DurationTarget rule{.to = alert_firing, .by = "alert", .within = 1min};

  SECTION("in time: the other is not worth a word") {
    const EventId alert = builder.event(150s, firing_by("alert"));
    CHECK(measured(builder, rule).to == alert);
    CHECK(measured(builder, rule).status == TargetStatus::met);
    CHECK_FALSE(measured(builder, rule).instead.has_value());
  }
  SECTION("too late") {
    builder.event(170s, firing_by("alert"));
    const TargetResult result = measured(builder, rule);
    CHECK(result.actual == 70s);
    CHECK_FALSE(result.censored);
    REQUIRE(result.instead.has_value());
    CHECK(result.instead->event == customers);
    CHECK(result.instead->after == 10s);
    CHECK(result.instead->by == "customers");
  }
  SECTION("never") {
    const TargetResult result = measured(builder, rule);
    CHECK(result.censored);
    CHECK(result.to == EventId::none);
    REQUIRE(result.instead.has_value());
    CHECK(result.instead->event == customers);
  }
}

TEST_CASE("only what succeeded is an end, and the clock runs on to it", "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(110s, finished_with("failed"));
  builder.event(120s, finished_with("timed_out"));
  const DurationTarget rule{.to = action_finished, .within = 1min};

  SECTION("ok") {
    builder.event(150s, finished_with("ok"));
    CHECK(measured(builder, rule).actual == 50s);
  }
  SECTION("without an outcome") {
    builder.event(140s, finished_with(""));
    CHECK(measured(builder, rule).actual == 40s);
  }
  SECTION("never") {
    CHECK(measured(builder, rule).censored);
    CHECK_FALSE(measured(builder, rule).instead.has_value());
  }
}

TEST_CASE("a stage of what was then refused or had no effect is no end", "[unit][journal]") {
  for (const auto& [outcome, counts] : {std::pair{"ok", true},
                                        std::pair{"partial", true},
                                        std::pair{"no_effect", false},
                                        std::pair{"refused", false}}) {
    CAPTURE(outcome);
    JournalBuilder builder;
    builder.event(100s, impact_started);
    builder.event(110s, Event{.type = rollout_step, .step = "undo"});
    builder.event(115s, Event{.type = action_finished, .step = "other", .outcome = "refused"});
    builder.event(120s, Event{.type = action_finished, .step = "undo", .outcome = outcome});

    const auto actual = measured(builder, {.to = rollout_step, .within = 1min}).actual;
    CHECK((actual == Duration{10s}) == counts);
  }
}

TEST_CASE("a refusal is an end whatever its outcome", "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.event(110s, Event{.type = action_refused, .what = "no", .outcome = "refused"});

  CHECK(measured(builder, {.to = action_refused, .within = 1min}).actual == 10s);
}

TEST_CASE("what never came is censored once the run outlasts the limit", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(9min, impact_started);

  const TargetResult over = measured(builder, mitigated_within(1min - 1ns));
  CHECK(over.status == TargetStatus::missed);
  CHECK(over.censored);
  CHECK(over.actual == 1min);
  CHECK(over.margin == -1ns);

  const TargetResult open = measured(builder, mitigated_within(1min));
  CHECK(open.status == TargetStatus::no_data);
  CHECK_FALSE(open.censored);
  CHECK_FALSE(open.actual.has_value());
  CHECK(open.why == "the run ended 1m after impact_started, before mitigated and before the limit");
}

TEST_CASE("a clock from the start of the run says so when it was cut off", "[unit][journal]") {
  const TargetResult result =
      measured(JournalBuilder(10min), {.to = impact_started, .within = 20min, .from_start = true});

  CHECK(result.from == EventId::none);
  CHECK(result.why == "the run ended 10m after t = 0, before impact_started and before the limit");
}

TEST_CASE("a lower bound alone is judged from below only", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(5min, impact_started);
  const auto lasting = [](Duration at_least) {
    return DurationTarget{.to = recovered, .within = Duration::max(), .at_least = at_least};
  };

  SECTION("it never ended, and the run saw it last long enough") {
    const TargetResult result = measured(builder, lasting(5min));
    CHECK(result.status == TargetStatus::met);
    CHECK(result.censored);
    CHECK(result.margin == 0s);
  }
  SECTION("it never ended, but the run was too short to tell") {
    CHECK(measured(builder, lasting(5min + 1ns)).status == TargetStatus::no_data);
  }
  SECTION("it ended") {
    builder.event(7min, recovered);
    CHECK(measured(builder, lasting(2min)).status == TargetStatus::met);
    CHECK(measured(builder, lasting(2min + 1s)).status == TargetStatus::missed);
    CHECK(measured(builder, lasting(2min + 1s)).margin == -1s);
  }
}

TEST_CASE("of two bounds the nearer one is the margin", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.event(1min, impact_started);
  builder.event(3min, recovered);
  const auto margin = [&](Duration at_least, Duration within) {
    return measured(builder, {.to = recovered, .within = within, .at_least = at_least}).margin;
  };

  CHECK(margin(110s, 5min) == 10s);
  CHECK(margin(1min, 125s) == 5s);
  CHECK(margin(130s, 5min) == -10s);
}

TEST_CASE("an alert that fired before the fault detects nothing", "[unit][journal]") {
  const DurationTarget rule{.to = alert_firing, .within = 1min};
  JournalBuilder builder;
  builder.event(50s, firing_by("alert"));
  const EventId fault = builder.event(80s, fault_injected);
  builder.event(100s, impact_started, fault);

  CHECK(measured(builder, rule).status == TargetStatus::missed);
  CHECK(impact_windows(builder.build()).front().detection == EventId::none);

  builder.event(130s, firing_by("alert"));
  CHECK(measured(builder, rule).actual == 30s);
}
