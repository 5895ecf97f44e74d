// Two changes at once, of which one is harmless: the harmful one is named as the cause, whichever
// stands first in the file.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

struct Pair {
  std::string harmful;  ///< keys of a step
  std::string harmless;
};

/// A shop of six replicas with a slow version 2, and the database that it calls.
std::string scenario(const std::string& first, const std::string& second) {
  return fmt::format(R"({{
    "firedrill": 1, "name": "two", "lasts": "6m",
    "services": {{
      "db": {{"replicas": 6}},
      "shop": {{"replicas": 6, "workers": 2, "queue": 20, "latency": "10ms", "version": "1",
               "calls": [{{"service": "db", "timeout": "1s"}}],
               "versions": {{"1": {{}}, "2": {{"latency": "900ms"}},
                            "4": {{"latency": "500ms"}},
                            "3": {{"latency": "11ms"}}}}}}}},
    "traffic": [{{"name": "users", "to": "shop", "rate": "60/s", "timeout": "2s"}}],
    "script": [{}, {}],
    "targets": {{"failed_requests": {{"at_most": "1%"}}}}}})",
                     first,
                     second);
}

/// The step that the first impact is put down to, by way of its causes; "": none.
std::string guilty_step(const Journal& journal) {
  const auto impact =
      std::find_if(journal.events.begin(), journal.events.end(), [](const Event& event) {
        return event.type == EventType::impact_started;
      });
  REQUIRE(impact != journal.events.end());
  return impact->cause == EventId::none
             ? ""
             : journal.events[static_cast<std::size_t>(impact->cause) - 1].step;
}

}  // namespace

TEST_CASE("of a change that makes requests wait and one that hardly does the first is named",
          "[scenarios]") {
  const std::string slow_version = R"("do": "deploy", "service": "shop", "version": "2")";
  const std::string version_as_quick = R"("do": "deploy", "service": "shop", "version": "3")";
  const std::string short_delay =
      R"("do": "inject", "fault": "latency", "service": "shop", "by": "1ms")";
  const std::string short_delay_below =
      R"("do": "inject", "fault": "latency", "service": "db", "by": "1ms")";
  const std::string long_delay_below =
      R"("do": "inject", "fault": "latency", "service": "db", "by": "5s")";
  const std::string theft =
      R"("do": "inject", "fault": "cpu_theft", "service": "shop", "factor": 100)";
  const std::string one_crash =
      R"("do": "inject", "fault": "crash", "service": "shop", "replicas": 1)";
  const std::string too_slow_version = R"("do": "deploy", "service": "shop", "version": "4")";
  for (const Pair& pair : {Pair{slow_version, short_delay},
                           Pair{too_slow_version, short_delay},  // queues are full
                           Pair{slow_version, short_delay_below},
                           Pair{slow_version, one_crash},
                           Pair{long_delay_below, short_delay_below},
                           Pair{long_delay_below, short_delay},
                           Pair{long_delay_below, version_as_quick},
                           Pair{theft, short_delay},
                           Pair{theft, version_as_quick}}) {
    const std::string harmful = R"({"id": "harmful", "at": "2m", )" + pair.harmful + "}";
    const std::string harmless = R"({"id": "harmless", "at": "2m", )" + pair.harmless + "}";
    for (const bool harmful_first : {true, false}) {
      CAPTURE(pair.harmful, pair.harmless, harmful_first);
      const Journal journal =
          played(harmful_first ? scenario(harmful, harmless) : scenario(harmless, harmful));
      CHECK(guilty_step(journal) == "harmful");
    }
  }
}
