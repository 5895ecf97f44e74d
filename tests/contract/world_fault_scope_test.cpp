// Faults that ask whose process or whose request it is, in every world.
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/contract/fault_stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("what processes know from their start is mended by a restart, or broken by another's",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "caller", "fault": "stale_config", "reply": 401, "edge": "edge->server")",
               R"("id": "own", "fault": "stale_config", "service": "server")",
               R"("id": "dns", "fault": "stale_dns", "edge": "edge->server")"});
  const auto restart = [&](const std::string& service, std::size_t replicas) {
    const RestartReplicas all{.replicas = {.service = service, .count = replicas}};
    CHECK(stage.perform(all, EventId{43}).outcome == Outcome::ok);
  };
  const auto count_while_well = [&](const std::string& fault) {
    REQUIRE(stage.becomes_well());
    const std::uint64_t injected = stage.tally_of(fault).injected;
    CHECK(injected > 0);
    return injected;
  };
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("caller")}, EventId{101});
  REQUIRE(stage.becomes_bad());
  restart("edge", 1);
  const std::uint64_t of_caller = count_while_well("caller");

  stage.perform(StartFault{stage.fault("own")}, EventId{102});
  REQUIRE(stage.becomes_bad());
  restart("server", 2);
  const std::uint64_t own = count_while_well("own");
  CHECK(stage.tally_of("caller").injected == of_caller);

  stage.perform(StartFault{stage.fault("dns")}, EventId{103});
  stage.run_for(200ms);
  CHECK(stage.tally_of("dns").injected == 0);
  restart("server", 2);
  CHECK(stage.run_until([&] { return stage.tally_of("dns").injected > 5; }));
  restart("edge", 1);
  const std::uint64_t refused = count_while_well("dns");
  stage.run_for(200ms);

  CHECK(stage.tally_of("dns").injected == refused);
  CHECK(stage.tally_of("own").injected == own);
  for (const EventId culprit : {EventId{101}, EventId{102}, EventId{103}}) {
    CHECK(stage.has_blamed(culprit));
  }
}

TEST_CASE("a fault of one version comes with its deploy and goes with it", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  constexpr const char* versioned = R"({
    "server": {"replicas": 2, "latency": "2ms", "startup": "200ms",
               "version": "1", "versions": {"1": {}, "2": {}}},
    "edge": {"latency": "1ms", "startup": "200ms", "version": "7", "versions": {"7": {}, "8": {}},
             "calls": [{"service": "server", "timeout": "300ms"}]}
  })";
  Stage stage(kind,
              versioned,
              traffic,
              {R"("id": "own", "fault": "error_rate", "rate": 1, "service": "server",
                  "version": "2")",
               R"("id": "caller", "fault": "refuse", "edge": "edge->server", "version": "8")"});
  const auto install = [&](const std::string& service, std::size_t count, const char* version) {
    const Install all{.replicas = {.service = service, .count = count}, .version = version};
    CHECK(stage.perform(all, EventId{77}).outcome == Outcome::ok);
  };
  stage.perform(StartFault{stage.fault("own")}, cause);
  stage.perform(StartFault{stage.fault("caller")}, cause);
  REQUIRE(stage.becomes_well());

  for (const auto& [service, replicas, fault, bad, good] :
       {std::tuple{"server", 2U, "own", "2", "1"}, std::tuple{"edge", 1U, "caller", "8", "7"}}) {
    CAPTURE(kind.name, service);
    CHECK(stage.tally_of(fault).injected == 0);
    install(service, replicas, bad);
    REQUIRE(stage.becomes_bad());
    CHECK(stage.has_blamed(cause));
    install(service, replicas, good);
    REQUIRE(stage.becomes_well());
    CHECK(stage.tally_of(fault).injected > 0);
  }
}

TEST_CASE("what an earlier fault ends is suppressed for the later one, until that has its turn",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "down", "fault": "refuse", "edge": "edge->server")",
               R"("id": "errors", "fault": "error_rate", "rate": 1, "service": "server")",
               R"("id": "elsewhere", "fault": "error_rate", "rate": 1, "service": "identity")"});
  REQUIRE(stage.becomes_well());
  for (const auto& [fault, culprit] :
       {std::pair{"down", 101U}, std::pair{"errors", 102U}, std::pair{"elsewhere", 103U}}) {
    stage.perform(StartFault{stage.fault(fault)}, EventId{culprit});
  }

  CHECK(stage.run_until([&] { return stage.tally_of("errors").suppressed() > 5; }));
  CHECK(stage.tally_of("errors").injected == 0);
  CHECK(stage.tally_of("errors").was_hidden());
  CHECK(stage.tally_of("errors").suppressed_by.front().by == "down");
  CHECK(stage.tally_of("down").suppressed() == 0);
  CHECK(stage.tally_of("elsewhere").touched_nothing());  // nobody gets so far

  stage.perform(EndFault{.id = "down"});
  const std::uint64_t hidden = stage.tally_of("errors").suppressed();
  CHECK(stage.run_until([&] { return stage.tally_of("errors").injected > 5; }));
  CHECK(stage.tally_of("errors").suppressed() == hidden);
}

TEST_CASE("a fault of one population leaves the requests of all others alone",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const std::string two = fmt::format(
      R"([{{"name": "users", "to": "edge", "rate": "{0}/s", "timeout": "2s"}},
          {{"name": "partners", "to": "edge", "rate": "{0}/s", "timeout": "2s"}}])",
      20 / slower);
  Stage stage(kind,
              services,
              two,
              {R"("id": "f", "fault": "error_rate", "rate": 1, "edge": "edge->server",
                  "population": "partners")",
               R"("id": "h", "fault": "hang", "service": "server", "population": "partners")"});
  const auto bad_of = [&](const std::string& population) {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : stage.traffic()) {
      sum += record.population == population ? record.bad : 0;
    }
    return sum;
  };
  REQUIRE(stage.becomes_well());
  const std::uint64_t before = bad_of("partners");
  const std::uint64_t others = bad_of("users");

  stage.perform(StartFault{stage.fault("f")}, cause);

  CHECK(stage.run_until([&] { return bad_of("partners") > before + 5; }));
  CHECK(bad_of("users") == others);
  CHECK(stage.has_blamed(cause));

  stage.perform(EndFault{.id = "f"});
  stage.perform(StartFault{stage.fault("h")}, cause);
  const std::uint64_t hung = bad_of("partners");
  CHECK(stage.run_until([&] { return bad_of("partners") > hung + 5; }));
  CHECK(stage.scrape("server-0").up);  // the process serves all others
  CHECK(bad_of("users") == others);
}

}  // namespace firedrill::tests
