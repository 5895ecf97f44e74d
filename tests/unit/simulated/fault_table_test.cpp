#include "harness/simulated/fault_table.hpp"

#include <variant>

#include <catch2/catch.hpp>

#include "tests/support/tally.hpp"
#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace tests;
using simulated::FaultEffect;
using simulated::FaultTable;

constexpr std::uint32_t server = 0;
constexpr std::uint32_t edge_index = 1;
constexpr std::uint32_t batch = 2;

simulated::FaultedReplica replica_of(std::uint32_t service, std::uint32_t ordinal) {
  return {.service = service, .ordinal = ordinal};
}

/// Faults over three services, "server" with three replicas.
struct Table {
  simulated::Blueprint blueprint{
      {service_of("server", {}, 3), service_of("edge"), service_of("batch")},
      {clients_of("edge", 1)}};
  FaultTable faults{blueprint, Seed{1}};
  Instant now{1h};

  FaultTable::Change start(const FaultSpec& spec, std::uint32_t cause) {
    return faults.start(spec, EventId{cause}, now);
  }

  FaultEffect decide(std::uint32_t replica = 0, std::uint32_t from = edge_index) {
    return decide({.replica = replica_of(server, replica), .from = from, .now = now});
  }

  FaultEffect decide(const simulated::FaultProbe& probe,
                     const simulated::FaultDetails& details = {}) {
    return faults.decide(probe, [&] { return details; }).value_or(FaultEffect{});
  }

  FaultTally tally(std::string_view id) const { return tally_among(faults.tallies(now), id); }
};

FaultSpec slow(std::string id, Duration by) {
  return {.id = std::move(id),
          .target = {.service = "server"},
          .fault = faults::Latency{.by = Constant{by}}};
}

FaultSpec broken(std::string id, double rate = 1) {
  return {.id = std::move(id),
          .target = {.service = "server"},
          .fault = faults::ErrorRate{.rate = *Probability::from(rate), .reply = 503}};
}

TEST_CASE("a service on which no fault acts is quiet", "[fault_table]") {
  Table table;
  CHECK(table.faults.is_quiet(server));

  table.start(slow("slow", 1s), 1);

  CHECK_FALSE(table.faults.is_quiet(server));
  CHECK(table.faults.is_quiet(edge_index));
  table.faults.end("slow", Instant{});
  CHECK(table.faults.is_quiet(server));
}

TEST_CASE("delays add up, the first is the cause of what comes late", "[fault_table]") {
  Table table;
  table.start(slow("one", 100ms), 1);
  table.start(slow("two", 50ms), 2);

  const FaultEffect effect = table.decide();

  CHECK(effect.code() == code::none);
  CHECK(effect.verdict.delay == 150ms);
  CHECK(effect.cause == EventId{1});
}

TEST_CASE("what ends the request is its cause, and later faults are not asked", "[fault_table]") {
  Table table;
  table.start(slow("slow", 100ms), 1);
  table.start(broken("broken"), 2);
  table.start(slow("slower", 1h), 3);

  const FaultEffect effect = table.decide();

  CHECK(effect.code() == 503);
  CHECK(effect.verdict.delay == 100ms);
  CHECK(effect.cause == EventId{2});
  CHECK(table.tally("slower").injected == 0);
}

TEST_CASE("only what a fault did to a request counts as injected", "[fault_table]") {
  Table table;
  table.start(broken("never", 0), 1);
  table.start(slow("no time", 0s), 2);
  table.start(broken("half", 0.5), 3);

  std::uint64_t replies = 0;
  for (int i = 0; i < 1000; ++i) {
    replies += table.decide().code() >= 500 ? 1U : 0U;
  }

  CHECK(table.tally("never").injected == 0);
  CHECK(table.tally("no time").injected == 0);
  CHECK(table.tally("half").injected == replies);
  CHECK(replies > 440);
  CHECK(replies < 560);
}

TEST_CASE("a fault of the first replicas leaves the others alone", "[fault_table]") {
  Table table;
  FaultSpec first_two = broken("broken");
  first_two.target.replicas = 2;
  table.start(first_two, 1);

  CHECK(table.decide(1).code() >= 500);
  CHECK(table.decide(2).code() == code::none);
}

TEST_CASE("who strikes a share of the requests is drawn alike by table and fault",
          "[fault_table]") {
  for (const FaultSpec& spec : {broken("f", 0.3),
                                FaultSpec{.id = "f",
                                .target = {.service = "server"},
                                .fault = faults::Reset{{.rate = *Probability::from(0.3)}}}}) {
    Table table;
    table.start(spec, 1);
    REQUIRE(rate_of(spec.fault));
    CHECK(rate_of(spec.fault)->value() == 0.3);
    Rng random = stream(Seed{1}, "fault/f/decide");
    FaultState state = initial_state(spec.fault);
    for (int i = 0; i < 200; ++i) {
      const Verdict own = decide(spec.fault, state, {.now = table.now, .random = random});
      CHECK((table.decide().code() == code::none) == std::holds_alternative<Pass>(own));
    }
  }
  CHECK_FALSE(rate_of(slow("slow", 1s).fault));
}

TEST_CASE("a fault of one population leaves all other requests alone", "[fault_table]") {
  Table table;
  FaultSpec partly = broken("broken");
  partly.target.population = "clients";
  table.start(partly, 1);
  const auto code_for = [&](std::uint32_t population) {
    const simulated::FaultProbe probe{.replica = replica_of(server, 0), .now = table.now};
    return table.decide(probe, {.population = population}).code();
  };

  CHECK(table.faults.has_looked_at_clients());
  CHECK(code_for(0) >= 500);
  CHECK(code_for(1) == code::none);
  CHECK(code_for(simulated::nothing) == code::none);
}

TEST_CASE("a fault makes requests wait once it has held one up, or has killed a process",
          "[fault_table]") {
  Table table;
  table.start(broken("broken"), 1);
  table.decide();
  CHECK(table.faults.slowing(replica_of(server, 0)).cause == EventId::none);  // it answers at once

  Table slowed;
  slowed.start(slow("slow", 1s), 1);
  CHECK(slowed.faults.slowing(replica_of(server, 0)).cause == EventId::none);
  slowed.decide();
  CHECK(slowed.faults.slowing(replica_of(server, 0)).cause == EventId{1});
  CHECK(slowed.faults.slowing(replica_of(edge_index, 0)).cause == EventId::none);

  Table killing;
  killing.start({.id = "loop",
                 .target = {.service = "server", .replicas = 1},
                 .fault = faults::CrashLoop{.lives = 1s, .backoff = 1s}},
                1);
  CHECK(killing.faults.slowing(replica_of(server, 0)).cause == EventId::none);
  killing.faults.count_kill(0);
  CHECK(killing.faults.slowing(replica_of(server, 0)).cause == EventId{1});
  CHECK(killing.faults.slowing(replica_of(server, 1)).cause == EventId::none);
}

TEST_CASE("a fault of an edge acts on that caller's requests alone", "[fault_table]") {
  Table table;
  FaultSpec on_edge = broken("broken");
  on_edge.target.from = "edge";
  table.start(on_edge, 1);

  CHECK(table.decide(2, edge_index).code() >= 500);
  CHECK(table.decide(0, batch).code() == code::none);
  CHECK(table.decide(0, simulated::nothing).code() == code::none);
}

TEST_CASE("a fault acts once at a time, and can come again", "[fault_table]") {
  Table table;
  CHECK(table.start(broken("broken"), 1) == FaultTable::Change::done);
  CHECK(table.start(broken("broken"), 2) == FaultTable::Change::already);
  table.decide();
  CHECK(table.faults.end("broken", Instant{}) == FaultTable::Change::done);
  CHECK(table.faults.end("broken", Instant{}) == FaultTable::Change::already);
  CHECK(table.start(broken("broken"), 3) == FaultTable::Change::done);

  CHECK(table.decide().cause == EventId{3});

  CHECK(table.tally("broken").injected == 2);
  CHECK(table.tally("broken").started == 2);
  CHECK(table.faults.tallies(table.now).size() == 1);
}

TEST_CASE("what nobody knows is neither started nor ended", "[fault_table]") {
  Table table;
  FaultSpec nowhere = broken("nowhere");
  nowhere.target.service = "nobody";
  FaultSpec from_nowhere = broken("from nowhere");
  from_nowhere.target.from = "nobody";

  CHECK(table.start(nowhere, 1) == FaultTable::Change::unknown_target);
  CHECK(table.start(from_nowhere, 1) == FaultTable::Change::unknown_target);
  CHECK(table.faults.end("nothing", Instant{}) == FaultTable::Change::unknown_fault);
  CHECK(table.faults.tallies(table.now).empty());
}

TEST_CASE("what one fault draws does not depend on the others", "[fault_table]") {
  const auto drawn = [](bool with_another) {
    Table table;
    if (with_another) {
      table.start(broken("another", 0.1), 1);
    }
    table.start(slow("half", 1s), 2);
    FaultSpec half = broken("errors", 0.5);
    table.start(half, 3);
    std::vector<bool> replies;
    for (int i = 0; i < 200; ++i) {
      const FaultEffect effect = table.decide();
      if (effect.cause != EventId{1}) {
        replies.push_back(effect.code() >= 500);
      }
    }
    return replies;
  };

  const std::vector<bool> alone = drawn(false);
  const std::vector<bool> together = drawn(true);

  REQUIRE(together.size() > 100);
  CHECK(std::equal(together.begin(), together.end(), alone.begin()));
}

TEST_CASE("a fault with a share hits so many requests, and the others pass untouched",
          "[fault_table]") {
  Table table;
  FaultSpec some = broken("some");
  some.profile.share = 0.3;
  table.start(some, 1);
  table.start({.id = "first",
               .target = {.service = "server"},
               .fault = faults::FailFirst{.requests = 100, .reply = 500},
               .profile = {.share = 0.5}},
              2);

  std::uint64_t by_some = 0;
  std::uint64_t by_first = 0;
  for (int i = 0; i < 10'000; ++i) {
    const FaultEffect effect = table.decide();
    by_some += effect.cause == EventId{1} ? 1U : 0U;
    by_first += effect.cause == EventId{2} ? 1U : 0U;
  }

  CHECK(by_some >= 2777);  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(by_some <= 3226);
  CHECK(table.tally("some").injected == by_some);
  CHECK(by_first == 100);  // what is not in the share is not counted either
}

TEST_CASE("a profile counts from the fault's start, each time anew", "[fault_table]") {
  Table table;
  FaultSpec later = broken("later");
  later.profile.shape = profiles::Steps{{{.after = 1min, .share = 1}}};
  for (int times = 0; times < 2; ++times) {
    table.start(later, 1);
    CHECK(table.decide().code() == code::none);
    table.now += 1min - 1ns;
    CHECK(table.decide().code() == code::none);
    table.now += 1ns;
    CHECK(table.decide().code() >= 500);
    table.faults.end("later", Instant{});
  }
}

TEST_CASE("a hang of a share or with a profile stops no process", "[fault_table]") {
  Table table;
  FaultSpec hang{.id = "hang",
                 .target = {.service = "server"},
                 .fault = faults::Hang{{.rate = *Probability::from(1)}}};
  table.start(hang, 1);
  CHECK(table.faults.has_stopped(replica_of(server, 0), table.now));
  table.faults.end("hang", Instant{});

  hang.profile.share = 0.5;
  table.start(hang, 1);
  CHECK_FALSE(table.faults.has_stopped(replica_of(server, 0), table.now));
  table.faults.end("hang", Instant{});
  hang.profile = {.shape = profiles::Ramp{.over = 1min, .from = 1}};
  table.start(hang, 1);

  CHECK_FALSE(table.faults.has_stopped(replica_of(server, 0), table.now));
  CHECK(table.decide().code() == code::timeout);
}

TEST_CASE("a share of one fault changes no draw of another", "[fault_table]") {
  const auto drawn = [](double share) {
    Table table;
    FaultSpec other = slow("other", 1s);
    other.profile.share = share;
    table.start(other, 1);
    table.start(broken("half", 0.5), 2);
    std::vector<bool> replies;
    for (int i = 0; i < 200; ++i) {
      replies.push_back(table.decide().code() >= 500);
    }
    return replies;
  };

  CHECK(drawn(1) == drawn(0.4));
}

TEST_CASE("a process that starts under several faults dies of the one that is soonest",
          "[fault_table]") {
  Table table;
  const auto loop = [](std::string id, Duration lives) {
    return FaultSpec{.id = std::move(id),
                     .target = {.service = "server"},
                     .fault = faults::CrashLoop{.lives = lives, .backoff = 1s}};
  };
  table.start(loop("late", 10s), 1);
  table.start(loop("soon", 2s), 2);
  table.start(broken("no killer"), 3);

  const FaultTable::ProcessFault fault = table.faults.next_death(replica_of(server, 0), table.now);

  CHECK(fault.verdict.kill);
  CHECK(fault.verdict.kill_after == 2s);
  CHECK(fault.cause == EventId{2});
  table.faults.count_kill(fault.place);
  CHECK(table.tally("soon").injected == 1);
  CHECK(table.faults.is_active(fault));
  CHECK_FALSE(table.faults.next_death(replica_of(edge_index, 0), table.now).verdict.kill);
}

TEST_CASE("a crash strikes the replicas that it names, and none that starts later",
          "[fault_table]") {
  Table table;
  table.start({.id = "crash",
               .target = {.service = "server", .replicas = 1},
               .fault = faults::Crash{.restarts_after = 5s}},
              1);

  const FaultTable::ProcessFault struck = table.faults.struck("crash", replica_of(server, 0));

  CHECK(struck.verdict.kill);
  CHECK(struck.verdict.start_again_after == Duration{5s});
  CHECK_FALSE(table.faults.struck("crash", replica_of(server, 1)).verdict.kill);
  CHECK_FALSE(table.faults.struck("crash", replica_of(edge_index, 0)).verdict.kill);
  CHECK_FALSE(table.faults.next_death(replica_of(server, 0), table.now).verdict.kill);
}

}  // namespace
}  // namespace firedrill
