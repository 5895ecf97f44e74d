#include "harness/reports/text.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/faults/fault.hpp"
#include "tests/support/busy_incident.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::check_golden;

namespace {

const std::string golden_folder = "tests/unit/reports/golden/";

std::string seed_text(const Journal& journal) {
  return reports::text(
      journal,
      {.file = "scenarios/auth-upgrade-2023-11-09.json", .report = "out/auth-upgrade-2023-11-09"});
}

}  // namespace

TEST_CASE("the text report tells the seed incident", "[unit][reports]") {
  check_golden(golden_folder + "seed.txt", seed_text(firedrill::tests::seed_incident().build()));
}

TEST_CASE("the text report shows a miss at its place in the scenario", "[unit][reports]") {
  check_golden(golden_folder + "missed.txt",
               seed_text(firedrill::tests::seed_without_restart().build()));
}

TEST_CASE("the text report says what a quiet run could not prove", "[unit][reports]") {
  check_golden(golden_folder + "quiet.txt", seed_text(firedrill::tests::quiet_seed().build()));
}

TEST_CASE("the text report keeps a busy incident readable", "[unit][reports]") {
  check_golden(golden_folder + "busy.txt",
               reports::text(firedrill::tests::busy_incident().build()));
}

TEST_CASE("without color a text report has no control sequence, whatever the scenario says",
          "[unit][reports]") {
  const Journal journal = firedrill::tests::busy_incident().build();

  CHECK(reports::text(journal).find('\x1b') == std::string::npos);
  CHECK(reports::text(journal, {.color = true}).find("\x1b[31mred") == std::string::npos);
}

TEST_CASE("colors change nothing but colors", "[unit][reports]") {
  const Journal journal = firedrill::tests::seed_without_restart().build();
  std::string colored = reports::text(journal, {.color = true});

  for (std::size_t begin = colored.find('\x1b'); begin != std::string::npos;
       begin = colored.find('\x1b')) {
    colored.erase(begin, colored.find('m', begin) - begin + 1);
  }

  CHECK(colored == reports::text(journal));
}

TEST_CASE("the last lines are the verdict, the report and the command that replays it",
          "[unit][reports]") {
  const std::string text = seed_text(firedrill::tests::seed_incident().build());

  const std::string end = text.substr(text.find("PASS"));
  CHECK(end ==
        "PASS  auth-upgrade-2023-11-09   5 of 5 targets met, worst margin +30s (rollback)   "
        "(simulated 45m)\n"
        "report  out/auth-upgrade-2023-11-09\n"
        "replay  firedrill run scenarios/auth-upgrade-2023-11-09.json --seed 1\n");
}

TEST_CASE("a run that was cut short says so and shows no digest", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_incident();
  builder.journal().complete = false;

  const std::string text = seed_text(builder.build());

  CHECK(text.find("digest") == std::string::npos);
  CHECK(text.find("INCONCLUSIVE") != std::string::npos);
  CHECK(text.find("the run was cut short") != std::string::npos);
}

TEST_CASE("a fault says how often it began, acted and was seen", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::quiet_seed();
  builder.fault({.id = "noise",
                 .kind = "error_rate",
                 .planned = 2,
                 .started = 1,
                 .injected = 1,
                 .observed = 1200});

  CHECK(
      seed_text(builder.build())
          .find("noise (error_rate): started 1 of 2, hit 1 request, reached clients 1,200 times") !=
      std::string::npos);
}

TEST_CASE("a fault is counted by what it strikes, and only clients are reached",
          "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::quiet_seed();
  builder.fault({.id = "oom", .kind = "memory_leak", .planned = 1, .started = 1, .injected = 2});
  builder.fault({.id = "mute", .kind = "pager_lost", .planned = 1, .started = 1, .injected = 1});
  const std::string text = seed_text(builder.build());

  CHECK(text.find("oom (memory_leak): started 1 of 1, hit 2 processes, reached clients 0 times") !=
        std::string::npos);
  CHECK(text.find("mute (pager_lost): started 1 of 1, hit 1 page\n") != std::string::npos);
}

TEST_CASE("of many faults that touched nothing the first ten have a line", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::quiet_seed();
  for (int number = 1; number <= 13; ++number) {
    builder.fault({.id = "f" + std::to_string(number), .kind = "hang", .planned = 1});
  }
  builder.fault({.id = "hit", .kind = "hang", .planned = 1, .started = 1, .injected = 2});

  const std::string text = seed_text(builder.build());

  CHECK(text.find("f10 (hang)") != std::string::npos);
  CHECK(text.find("f11 (hang)") == std::string::npos);
  CHECK(text.find("hit (hang)") != std::string::npos);
  CHECK(text.find("fault    3 more touched nothing\n") != std::string::npos);
}

TEST_CASE("no fault of those who respond is counted in requests", "[unit][reports]") {
  for (const FaultInfo& info : fault_kinds()) {
    firedrill::tests::JournalBuilder builder = firedrill::tests::quiet_seed();
    builder.fault({.id = "one", .kind = std::string(info.kind), .started = 1, .injected = 1});
    INFO(info.kind);
    if (info.is_of_response) {
      CHECK(seed_text(builder.build()).find("hit 1 request") == std::string::npos);
    }
  }
}

TEST_CASE("a run without one of its steps says so in its head", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_incident();
  builder.journal().header.without = "undo";
  builder.journal().header.title = "";

  const std::string text = seed_text(builder.build());

  CHECK(text.find("auth-upgrade-2023-11-09\n"
                  "seed 1   virtual clock   2023-11-09 +01:00   without undo\n") == 0);
  CHECK(text.find("--seed 1 --without undo\n") != std::string::npos);
}

TEST_CASE("a live run tells its speed", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_incident();
  builder.journal().header.clock = "live";
  builder.journal().header.speed = 60;

  const std::string text = seed_text(builder.build());

  CHECK(text.find("seed 1   live clock at 60x   ") != std::string::npos);
  CHECK(text.find("(ran 45m)") != std::string::npos);
}

TEST_CASE("no status of a target goes without a word", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder(30min);
  using Rule = QuantityTarget;
  builder.count_target("met", Rule{.at_most = 1})
      .count_target("missed", Rule{.at_least = 1})
      .target({.name = "accepted", .rule = Rule{.at_least = 1}, .known_miss = "OPS-1"})
      .target({.name = "closed", .rule = Rule{.at_most = 1}, .known_miss = "OPS-2"})
      .count_target("share",
                    Rule{.quantity = Quantity::failed_requests, .at_most = 0.5, .ratio = true});

  CHECK(reports::text(builder.build())
            .find("  target          limit  actual  margin\n"
                  "  met         at most 1       0      +1  ok\n"
                  "  missed     at least 1       0      -1  MISSED\n"
                  "  accepted   at least 1       0      -1  MISSED, known miss: OPS-1\n"
                  "  closed      at most 1       0      +1  ok, known miss can be closed: OPS-2\n"
                  "  share     at most 50%       -          no data\n") != std::string::npos);
}

TEST_CASE("a fault that others hid says behind whom, and is a warning", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::quiet_seed();
  builder.fault({.id = "down", .kind = "refuse", .planned = 1, .started = 1, .injected = 1500});
  builder.fault({.id = "half",
                 .kind = "reset",
                 .planned = 1,
                 .started = 1,
                 .injected = 3,
                 .suppressed_by = {{"down", 1}}});
  builder.fault({.id = "late",
                 .kind = "error_rate",
                 .planned = 1,
                 .started = 1,
                 .suppressed_by = {{"down", 1200}, {"half", 30}}});

  const std::string text = seed_text(builder.build());

  CHECK(text.find("hit 3 requests, reached clients 0 times, hidden behind down (refuse): 1 request"
                  "\n") != std::string::npos);
  CHECK(text.find("warning: fault late (error_rate) changed nothing, hidden behind down (refuse): "
                  "1,200 requests, half (reset): 30 requests\n") != std::string::npos);
  CHECK(text.find("fault half (reset) changed nothing") == std::string::npos);
}
