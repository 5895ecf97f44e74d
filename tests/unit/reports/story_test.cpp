#include "harness/reports/story.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/width.hpp"
#include "tests/support/busy_incident.hpp"
#include "tests/support/journal_builder.hpp"
#include "tests/support/random_incident.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using enum EventType;
using reports::story;
using tests::JournalBuilder;

namespace {

std::string told(const JournalBuilder& builder, std::size_t columns) {
  const reports::Overview overview(builder.build());
  return story(builder.build(), overview, {.columns = columns});
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, display_width(line));
  }
  return widest;
}

JournalBuilder restart(std::string why) {
  JournalBuilder builder(10min);
  builder.event(0s,
                Event{.type = action_started,
                      .what = "restart of server",
                      .details = {{"action", "restart"}, {"why", std::move(why)}}});
  return builder;
}

}  // namespace

TEST_CASE("a sentence that is too wide goes on below itself", "[unit][reports]") {
  CHECK(told(restart("quarter by quarter, so that the returning load breaks nothing"), 70) ==
        "  00:00:00  t+0s  restart  restart of server (quarter by quarter, so\n"
        "                           that the returning load breaks nothing)\n");
}

TEST_CASE("the targets that ended stand beside the first line of a sentence", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.target("recover", recovered, 20s).target("again", recovered, 1min);
  builder.event(10s, impact_started);
  builder.event(40s, Event{.type = recovered, .what = "clients are well again, and stay so"});

  CHECK(told(builder, 86) ==
        "  00:00:10  t+10s  impact   impact_started\n"
        "  00:00:40  t+40s  recover  clients are well again,       30s of 20s  MISSED by 10s\n"
        "                            and stay so              again 30s of 1m  ok\n");
  CHECK(told(builder, 70) ==
        "  00:00:10  t+10s  impact   impact_started\n"
        "  00:00:40  t+40s  recover  clients are well again, and stay so\n"
        "                            30s of 20s  MISSED by 10s\n"
        "                            again 30s of 1m  ok\n");
}

TEST_CASE("a target whose words are many stands below and pushes nobody aside", "[unit][reports]") {
  JournalBuilder builder(10min);
  builder.target("the-storm-outlives-its-cause", recovered, 20s);
  builder.target("noticed", alert_firing, 1min);
  builder.event(10s, impact_started);
  builder.event(20s, alert_firing);
  builder.event(40s, recovered);

  CHECK(told(builder, 100) ==
        "  00:00:10  t+10s  impact   impact_started\n"
        "  00:00:20  t+20s  detect   alert_firing  noticed 10s of 1m  ok\n"
        "  00:00:40  t+40s  recover  recovered\n"
        "                            the-storm-outlives-its-cause 30s of 20s  MISSED by 10s\n");
}

TEST_CASE("no line of a story is wider than the terminal", "[unit][reports][property]") {
  const std::size_t columns = GENERATE(std::size_t{100}, std::size_t{120}, std::size_t{140});

  CHECK(widest_line(told(tests::seed_incident(), columns)) <= columns);
  CHECK(widest_line(told(tests::seed_without_restart(), columns)) <= columns);
  CHECK(widest_line(told(tests::busy_incident(), 120)) <= 120);
  for (std::uint64_t number = 1; number <= 20; ++number) {
    INFO("random_incident(" << number << "), " << columns << " columns");
    CHECK(widest_line(told(tests::random_incident(number), columns)) <= columns);
  }
}

TEST_CASE("a narrow terminal gets the same words on more lines", "[unit][reports]") {
  const auto words = [](std::string text) {
    std::istringstream stream(text);
    std::vector<std::string> all(std::istream_iterator<std::string>(stream), {});
    std::sort(all.begin(), all.end());
    return all;
  };
  const std::string wide = told(tests::busy_incident(), 140);
  const std::string narrow = told(tests::busy_incident(), 70);

  CHECK(words(wide) == words(narrow));
  CHECK(std::count(wide.begin(), wide.end(), '\n') <
        std::count(narrow.begin(), narrow.end(), '\n'));
}

TEST_CASE("a run in which nothing happened says so", "[unit][reports]") {
  CHECK(told(JournalBuilder(10min), 100) == "  nothing happened\n");
}
