#include <string>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>

#include "tests/unit/service/fault_specs.hpp"

// Requests of a mock service that a fault would have touched, had another one not ended or spoilt
// them before.

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::tests;
using mock::FaultSet;

TEST_CASE("what another fault has ended counts as suppressed, and changes nothing else",
          "[service][faults]") {
  const auto half = [] {
    FaultSpec some = failing("some");
    some.profile.share = 0.5;
    return some;
  };
  FaultSet alone(0, Seed{1});
  alone.start(half(), EventId{3});
  FaultSet faults(0, Seed{1});
  faults.start(slow("slow", 10ms), EventId{1});
  faults.start(failing("down"), EventId{2});
  faults.start(half(), EventId{3});
  faults.start(failing("others", "edge"), EventId{4});

  for (int request = 0; request < 1000; ++request) {
    CHECK(faults.decide({}, Instant{}, Instant{}).cause == EventId{2});
  }

  CHECK(faults.tallies()[0].injected == 1000);
  CHECK(faults.tallies()[0].suppressed_by.empty());
  const FaultSet::Tally some = faults.tallies()[2];
  CHECK(some.injected == 0);
  REQUIRE(some.suppressed_by.size() == 1);
  CHECK(some.suppressed_by[0].by == "down");
  CHECK(some.suppressed_by[0].count > 420);  // 500, five standard deviations of 15.8
  CHECK(some.suppressed_by[0].count < 580);
  CHECK(faults.tallies()[3].suppressed_by.empty());
  faults.end("down");
  for (int request = 0; request < 100; ++request) {
    CHECK(status_of(faults.decide({}, Instant{}, Instant{})) ==
          status_of(alone.decide({}, Instant{}, Instant{})));
  }
}

TEST_CASE("a change that nobody notices stays with the decision, whoever is slow behind it",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start({.id = "wrong",
                .target = {.service = "shop"},
                .fault =
                    faults::BodyChange{
                        {.rate = *Probability::from(1)}, faults::ReplaceBody{.text = "0"}, false}},
               EventId{7});
  faults.start(slow("slow", 1s), EventId{8});

  const mock::FaultDecision decision = faults.decide({}, Instant{}, Instant{});

  CHECK(decision.spoilt.code == code::none);
  CHECK(decision.spoilt.how == Spoiling::changed_body);
  const auto& change = std::get<faults::BodyChange::Change>(decision.change);
  CHECK(std::get<faults::ReplaceBody>(change).text == "0");
  CHECK(decision.cause == EventId{8});

  faults.start({.id = "cut",
                .target = {.service = "shop"},
                .fault = faults::Truncate{{.rate = *Probability::from(1)}}},
               EventId{9});
  const mock::FaultDecision cut = faults.decide({}, Instant{}, Instant{});
  CHECK(cut.spoilt.code == code::truncated);
  CHECK(std::holds_alternative<std::monostate>(cut.change));
  CHECK(cut.cause == EventId{9});
  CHECK(faults.tallies()[0].injected == 1);
  CHECK(faults.tallies()[0].suppressed_by == Suppressions{{"cut", 1}});
}

TEST_CASE("who spoils an answer second, or one that another leaves none, is suppressed",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  const auto start = [&](std::string id, Fault fault) {
    faults.start({.id = std::move(id), .target = {.service = "shop"}, .fault = std::move(fault)},
                 EventId{7});
  };
  start("garbage", faults::Malformed{{.rate = *Probability::from(1)}});
  start("cut", faults::Truncate{{.rate = *Probability::from(1)}});
  const mock::FaultDecision spoilt = faults.decide({}, Instant{}, Instant{});
  CHECK(spoilt.spoilt.code == code::malformed);
  CHECK(faults.tallies()[0].injected == 1);
  CHECK(faults.tallies()[1].injected == 0);
  CHECK(faults.tallies()[1].suppressed_by == Suppressions{{"garbage", 1}});

  faults.start(failing("errors"), EventId{8});
  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 503);
  CHECK(faults.tallies()[0].injected == 1);
  CHECK(faults.tallies()[0].suppressed_by == Suppressions{{"errors", 1}});
  CHECK(faults.tallies()[1].suppressed_by == Suppressions{{"garbage", 2}});
}
