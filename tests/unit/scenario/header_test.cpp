#include "harness/scenario/header.hpp"

#include <chrono>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("a journal's header holds all that was fixed before the run", "[unit][scenario]") {
  const Scenario scenario = loaded({.more = R"("title": "A test", "lasts": "10m",
    "starts_at": "1970-01-01T01:00:00+01:00", "impact": {"at_least": 9})"});

  const JournalHeader header =
      make_header(scenario, {.firedrill = "0.1.0", .seed = 7, .without = "x"});

  CHECK(header.firedrill == "0.1.0");
  CHECK(header.scenario == "test");
  CHECK(header.title == "A test");
  CHECK(header.scenario_text == scenario.text);
  REQUIRE(header.inputs.size() == 1);
  CHECK(header.inputs[0].first == "test.json");
  CHECK(header.inputs[0].second.size() == 64);
  CHECK(header.seed == 7);
  CHECK(header.clock == "virtual");
  CHECK(header.starts_at_unix_ns == 0);
  CHECK(header.utc_offset_minutes == 60);
  CHECK(header.lasts == 10min);
  CHECK(header.impact.at_least_bad == 9);
  CHECK(header.populations == std::vector<std::string>{"users"});
  CHECK(header.targets.size() == 1);
  CHECK(header.without == "x");
}

TEST_CASE("a journal says whether commands of the user's own were allowed", "[unit][scenario]") {
  const Scenario plain = loaded({});
  const Scenario commanded = loaded({.more = R"("commands": {"clean_up": {"run": ["x"]}})"});

  CHECK(make_header(commanded, {.firedrill = "0.1.0", .clock = "live"}).allows_commands);
  CHECK_FALSE(make_header(commanded, {.firedrill = "0.1.0", .clock = "virtual"}).allows_commands);
  CHECK_FALSE(make_header(plain, {.firedrill = "0.1.0", .clock = "live"}).allows_commands);
}

}  // namespace firedrill::tests
