#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/journal/behind_schedule.hpp"
#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"
#include "harness/reports/summary.hpp"
#include "harness/reports/text.hpp"
#include "tests/support/busy_incident.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/journal_builder.hpp"
#include "tests/support/text_search.hpp"

// What can become of a run, and that all reports say the same of it.

using namespace firedrill;
using namespace std::chrono_literals;
using enum EventType;
using tests::check_golden;
using tests::contains;
using tests::JournalBuilder;

namespace {

/// The page is lost, the next one is not taken: everything after that never comes.
JournalBuilder unanswered() {
  JournalBuilder builder(30min);
  JournalHeader& header = builder.journal().header;
  header.scenario = "unanswered";
  header.scenario_text = "{\n  \"acknowledge\": \"10m\", \"recover\": \"20m\"\n}\n";
  builder.target(
      {.name = "acknowledge",
       .rule = DurationTarget{.from = page_delivered, .to = acknowledged, .within = 10min},
       .source = {19, 24}});
  builder.target({.name = "recover",
                  .rule = DurationTarget{.to = recovered, .within = 20min},
                  .source = {37, 42}});
  builder.event(0s, Event{.type = steady_state_met, .what = "every population is well"});
  const EventId fault = builder.event(1min,
                                      Event{.type = fault_injected,
                                            .what = "hang on shop",
                                            .subject = "shop",
                                            .step = "freeze",
                                            .by = "script",
                                            .details = {{"action", "inject"}}});
  const EventId impact =
      builder.event(62s,
                    Event{.type = impact_started,
                          .what = "in 10s, 100 of 100 responses to shoppers were bad, all timeout",
                          .cause = fault,
                          .subject = "shoppers"},
                    70s);
  const EventId alert = builder.event(90s,
                                      Event{.type = alert_firing,
                                            .what = "Slow fires",
                                            .cause = impact,
                                            .subject = "Slow",
                                            .by = "alert"});
  builder.event(
      90s,
      Event{
          .type = page_lost, .what = "the page to ann never arrived", .cause = alert, .by = "ann"});
  builder.event(5min,
                Event{.type = page_delivered, .what = "bob is paged", .cause = alert, .by = "bob"});
  builder.event(
      10min, Event{.type = escalated, .what = "nobody acknowledged, and nobody is left to page"});
  builder.event(30min, Event{.type = run_ended, .what = "the scenario is over"});
  builder.traffic({.population = "shoppers", .to = 62s, .good = 10})
      .traffic({.population = "shoppers",
                .from = 62s,
                .to = 30min,
                .bad = 10,
                .code = "timeout",
                .cause = fault});
  builder.fault({.id = "freeze",
                 .kind = "hang",
                 .injected_by = fault,
                 .planned = 1,
                 .started = 1,
                 .injected = 17380,
                 .observed = 17380});
  return builder;
}

/// Interrupted while the rollback was still to come.
JournalBuilder aborted() {
  JournalBuilder builder = tests::seed_incident();
  Journal& journal = builder.journal();
  std::erase_if(journal.events, [](const Event& event) { return event.known > Instant{20min}; });
  std::erase_if(journal.traffic,
                [](const TrafficRecord& one) { return one.second >= Instant{20min}; });
  journal.complete = false;
  return builder;
}

JournalBuilder unwell_before() {
  JournalBuilder builder = tests::quiet_seed();
  builder.event(0s, Event{.type = steady_state_failed, .what = "clients: 12% of responses bad"});
  return builder;
}

/// Acknowledged and rolled back within a minute of their limits, on a machine that was later than
/// that.
JournalBuilder overloaded() {
  JournalBuilder builder = tests::seed_incident();
  BehindSchedule late{.wall = 1250ms, .who = "firedrill, server-0"};
  late.when.add({.from = Instant{1000s}, .until = Instant{1075s}});
  builder.event(1000s, to_event(late), 45min);
  return builder;
}

/// A scenario that only asks for silence, and gets it.
JournalBuilder silent() {
  JournalBuilder builder(1h);
  builder.count_target("pages", {.at_most = 0});
  builder.traffic({.to = 60s, .good = 10});
  return builder;
}

struct ToldOutcome {
  JournalBuilder run;
  std::string word;
  std::string verdict;
  std::size_t failures;
  std::size_t errors;
};

std::vector<ToldOutcome> outcomes() {
  std::vector<ToldOutcome> all;
  all.push_back({tests::seed_incident(), "PASS", "met", 0, 0});
  all.push_back({silent(), "PASS", "met", 0, 0});
  all.push_back({tests::seed_without_restart(), "FAIL", "missed", 1, 0});
  all.push_back({unanswered(), "FAIL", "missed", 2, 0});
  all.push_back({tests::busy_incident(), "FAIL", "missed", 2, 4});
  all.push_back({aborted(), "INCONCLUSIVE", "inconclusive", 0, 5});
  all.push_back({tests::quiet_seed(), "INCONCLUSIVE", "inconclusive", 0, 5});
  all.push_back({unwell_before(), "INCONCLUSIVE", "inconclusive", 0, 5});
  all.push_back({overloaded(), "INCONCLUSIVE", "inconclusive", 0, 2});
  return all;
}

const std::string outcome_folder = "tests/unit/reports/golden/";

}  // namespace

TEST_CASE("all reports of a run give the same verdict", "[unit][reports]") {
  for (const ToldOutcome& outcome : outcomes()) {
    const Journal& journal = outcome.run.build();
    INFO(journal.header.scenario << " is to be " << outcome.word);
    const reports::JunitSuite suite = reports::junit_suite(journal);

    CHECK(contains(reports::text(journal), "\n" + outcome.word + "  " + journal.header.scenario));
    CHECK(contains(reports::markdown(journal), "**" + outcome.word + "**: "));
    CHECK(contains(reports::summary_line(reports::summarize(journal), {}), outcome.word + " "));
    CHECK(contains(reports::json(journal), "\"verdict\": \"" + outcome.verdict + "\""));
    CHECK(contains(suite.xml, R"(name="verdict" value=")" + outcome.verdict + '"'));
    CHECK(suite.failures == outcome.failures);
    CHECK(suite.errors == outcome.errors);
  }
}

TEST_CASE("all reports that explain give each reason", "[unit][reports]") {
  for (const ToldOutcome& outcome : outcomes()) {
    const Journal& journal = outcome.run.build();
    const std::string text = reports::text(journal);
    const nlohmann::json document = nlohmann::json::parse(reports::json(journal));
    const std::vector<std::string> reasons = assess(journal).reasons;
    INFO(journal.header.scenario);

    CHECK(document["reasons"] == reasons);
    for (const std::string& reason : reasons) {
      CHECK(contains(text, "      " + reason + "\n"));
    }
    CHECK((outcome.verdict == "met") == reasons.empty());
  }
}

TEST_CASE("what nobody answered is told by every report", "[unit][reports]") {
  const Journal journal = unanswered().build();

  check_golden(outcome_folder + "unanswered.txt",
               reports::text(journal, {.file = "unanswered.json"}));
  check_golden(outcome_folder + "unanswered.md",
               reports::markdown(journal, {.file = "unanswered.json"}));
  check_golden(outcome_folder + "unanswered.json", reports::json(journal));
  check_golden(outcome_folder + "unanswered.xml",
               reports::junit({reports::junit_suite(journal, {.file = "unanswered.json"})}));
}

TEST_CASE("a run that was cut short is told as far as it came", "[unit][reports]") {
  const Journal journal = aborted().build();

  check_golden(outcome_folder + "aborted.txt", reports::text(journal));
  check_golden(outcome_folder + "aborted.md", reports::markdown(journal));
  check_golden(outcome_folder + "aborted.json", reports::json(journal));
}

TEST_CASE("a run that was not well to begin with proves nothing in every report",
          "[unit][reports]") {
  const Journal journal = unwell_before().build();

  check_golden(outcome_folder + "unwell.txt", reports::text(journal));
  CHECK(contains(reports::markdown(journal),
                 "- the steady state did not hold: clients: 12% of responses bad\n"));
}

TEST_CASE("an acknowledgement that never came is censored, not zero", "[unit][reports]") {
  const nlohmann::json document = nlohmann::json::parse(reports::json(unanswered().build()));
  const nlohmann::json& target = document["targets"][0];

  CHECK(target["status"] == "missed");
  CHECK(target["censored"] == true);
  CHECK(target["actual_s"] == 1500.0);
  CHECK(target["margin_s"] == -900.0);
  CHECK(target["to_event"].is_null());
  CHECK(document["phases"]["time_to_ack_s"] == 1500.0);
  CHECK(document["censored_phases"] ==
        std::vector<std::string>{"time_to_ack_s", "time_to_mitigate_s", "time_to_recover_s"});
  CHECK(document["clocks"]["censored"] == true);
}

TEST_CASE("several windows and populations keep their own numbers", "[unit][reports]") {
  const nlohmann::json document =
      nlohmann::json::parse(reports::json(tests::busy_incident().build()));
  const nlohmann::json& windows = document["impact_windows"];

  REQUIRE(windows.size() == 2);
  CHECK(windows[0]["end_s"] == 480.0);
  CHECK(windows[0]["detected_by"] == "customers");
  CHECK(windows[0]["by_code"] == nlohmann::json{{"503", 716}, {"timeout", 7160}});
  CHECK(windows[0]["by_population"]["api|v2"]["failed"] == 716);
  CHECK(windows[0]["by_population"]["api|v2"]["shed"] == 1074);
  CHECK(windows[1]["end_s"].is_null());
  CHECK(windows[1]["detected_by"] == "nobody");
  CHECK(windows[1]["detected_s"].is_null());
  CHECK(document["traffic"]["failed_by_cause"]["2"] == 7210);
  CHECK(document["traffic"]["failed_unattributed"] == 716);
}

TEST_CASE("without impact report.json has no phase and no clock", "[unit][reports]") {
  const nlohmann::json document = nlohmann::json::parse(reports::json(silent().build()));

  CHECK(document["impact_windows"].empty());
  CHECK(document["clocks"]["from_impact_s"].is_null());
  for (const auto& [name, length] : document["phases"].items()) {
    INFO(name);
    CHECK(length.is_null());
  }
  CHECK(document["targets"][0]["actual"] == 0);
  CHECK(document["targets"][0]["unit"] == "count");
}

TEST_CASE("a silent run's postmortem leaves out what there was not", "[unit][reports]") {
  const std::string text = reports::markdown(silent().build());

  CHECK(contains(text, "## Impact\n\nNone.\n"));
  CHECK(contains(text, "No impact, no cause.\n"));
  CHECK_FALSE(contains(text, "| phase |"));
}

TEST_CASE("a cause that no response carried is unattributed", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.event(1min, Event{.type = impact_started, .what = "clients are hurt"});

  CHECK(contains(reports::markdown(builder.build()),
                 "1. clients are hurt, 00:01:00 (e1)\n\n"
                 "No response carried the id of what broke it: the cause is unattributed.\n"));
}
