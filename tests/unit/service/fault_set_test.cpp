#include "mock_services/service/fault_set.hpp"

#include <string>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>

#include "tests/unit/service/fault_specs.hpp"

// The faults of one replica of a mock service.

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::tests;
using mock::FaultSet;

TEST_CASE("a replica without faults lets every request pass", "[service][faults]") {
  FaultSet faults(0, Seed{1});

  const mock::FaultDecision decision = faults.decide({}, Instant{}, Instant{});

  CHECK(std::holds_alternative<Pass>(decision.last));
  CHECK(decision.cause == EventId::none);
}

TEST_CASE("a fault speaks while it is in effect, and counts what it touches", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  CHECK(faults.start(failing("f"), EventId{7}));
  CHECK_FALSE(faults.start(failing("f"), EventId{8}));

  const mock::FaultDecision decision = faults.decide({}, Instant{}, Instant{});

  CHECK(status_of(decision) == 503);
  CHECK(decision.cause == EventId{7});
  CHECK(faults.end("f"));
  CHECK_FALSE(faults.end("f"));
  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 0);
  REQUIRE(faults.tallies().size() == 1);
  CHECK(faults.tallies().front().injected == 1);
  CHECK_FALSE(faults.tallies().front().active);
}

TEST_CASE("counts go on when a fault comes back", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start(failing("f"), EventId{1});
  faults.decide({}, Instant{}, Instant{});
  faults.end("f");
  faults.start(failing("f"), EventId{2});

  CHECK(faults.decide({}, Instant{}, Instant{}).cause == EventId{2});
  CHECK(faults.tallies().front().injected == 2);
}

TEST_CASE("a fault of an edge spares all other callers", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start(failing("f", "edge"), EventId{1});

  CHECK(status_of(faults.decide({.caller = "edge"}, Instant{}, Instant{})) == 503);
  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 0);
  CHECK(status_of(faults.decide({.caller = "batch"}, Instant{}, Instant{})) == 0);
}

TEST_CASE("a fault of some replicas hits the first ones only", "[service][faults]") {
  FaultSet first(0, Seed{1});
  FaultSet second(1, Seed{1});
  first.start(failing("f", "", 1), EventId{1});
  second.start(failing("f", "", 1), EventId{1});

  CHECK(status_of(first.decide({}, Instant{}, Instant{})) == 503);
  CHECK(status_of(second.decide({}, Instant{}, Instant{})) == 0);
}

TEST_CASE("the fault that leaves the fewest workers decides, while it is in effect",
          "[service][faults]") {
  FaultSet faults(1, Seed{1});
  const auto left = [](std::string id, std::int64_t workers, std::size_t replicas) {
    return FaultSpec{.id = std::move(id),
                     .target = {.service = "shop", .replicas = replicas},
                     .fault = faults::PoolExhaustion{workers}};
  };
  const std::size_t all = faults.workers_left();
  faults.start(left("f", 4, 0), EventId{7});
  faults.start(left("g", 2, 0), EventId{8});
  faults.start(left("h", 1, 1), EventId{9});  // of the first replica only

  CHECK(all > 1'000'000);
  CHECK(faults.workers_left() == 2);
  CHECK(faults.decide({}, Instant{}, Instant{}).cause == EventId{7});
  faults.end("g");
  CHECK(faults.workers_left() == 4);
  faults.end("f");
  CHECK(faults.workers_left() == all);
}

TEST_CASE("delays add up, who delays most takes the blame, and before all who answers",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start(slow("a", 10ms), EventId{1});
  faults.start(slow("b", 20ms), EventId{2});

  CHECK(faults.decide({}, Instant{}, Instant{}).delay == 30ms);
  CHECK(faults.decide({}, Instant{}, Instant{}).cause == EventId{2});
  faults.start(failing("c"), EventId{3});
  CHECK(faults.decide({}, Instant{}, Instant{}).cause == EventId{3});
}

TEST_CASE("a fault with a share hits so many requests of a replica", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  FaultSpec some = failing("some");
  some.profile.share = 0.3;
  faults.start(some, EventId{1});
  faults.start({.id = "first",
                .target = {.service = "shop"},
                .fault = faults::FailFirst{.requests = 100, .reply = 500},
                .profile = {.share = 0.5}},
               EventId{2});

  int by_some = 0;
  int by_first = 0;
  for (int i = 0; i < 10'000; ++i) {
    const mock::FaultDecision decision = faults.decide({}, Instant{}, Instant{});
    by_some += status_of(decision) == 503 ? 1 : 0;
    by_first += status_of(decision) == 500 ? 1 : 0;
    CHECK(decision.touched == (status_of(decision) != 0));
  }

  CHECK(by_some >= 2777);  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(by_some <= 3226);
  CHECK(by_first == 100);  // what is not in the share is not counted either
}

TEST_CASE("a profile counts from when the fault began, also before the process",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  FaultSpec later = failing("later");
  later.profile.shape = profiles::Steps{{{.after = 1min, .share = 1}}};

  faults.start(later, EventId{1}, Instant{-50s});

  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 0);
  CHECK(status_of(faults.decide({}, Instant{10s - 1ns}, Instant{10s - 1ns})) == 0);
  CHECK(status_of(faults.decide({}, Instant{10s}, Instant{10s})) == 503);
}

TEST_CASE("a reset forgets faults and counts", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start(failing("f"), EventId{1});
  faults.clear();

  CHECK(faults.tallies().empty());
  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 0);
}

TEST_CASE("a changed body goes with the decision that it decides, and no other",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start({.id = "cut",
                .target = {.service = "shop", .from = "web"},
                .fault = faults::Truncate{{.rate = *Probability::from(1)}}},
               EventId{7});
  faults.start({.id = "wrapped",
                .target = {.service = "shop"},
                .fault = faults::BodyChange{{.rate = *Probability::from(1)},
                                            faults::WrapBody{.name = "data"}}},
               EventId{8});

  const mock::FaultDecision changed = faults.decide({}, Instant{}, Instant{});
  CHECK(changed.spoilt.how == Spoiling::changed_body);
  const auto& change = std::get<faults::BodyChange::Change>(changed.change);
  CHECK(std::get<faults::WrapBody>(change).name == "data");
  CHECK(changed.cause == EventId{8});

  const mock::FaultDecision cut = faults.decide({.caller = "web"}, Instant{}, Instant{});
  CHECK(cut.spoilt.code == code::truncated);
  CHECK(std::holds_alternative<std::monostate>(cut.change));
  CHECK(cut.cause == EventId{7});
}

TEST_CASE("a fault of one population asks whose request it is", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  FaultSpec partners = failing("f");
  partners.target.population = "partners";
  faults.start(partners, EventId{7});

  CHECK(status_of(faults.decide({.population = "partners"}, Instant{}, Instant{})) == 503);
  CHECK(status_of(faults.decide({.population = "users"}, Instant{}, Instant{})) == 0);
  CHECK(status_of(faults.decide({}, Instant{}, Instant{})) == 0);
}

TEST_CASE("a fault of one version is that of who runs it, on an edge of who calls",
          "[service][faults]") {
  const auto decided = [](const std::string& running, const mock::FaultedRequest& request) {
    FaultSet faults(0, Seed{1}, 10ms, running);
    FaultSpec own = failing("own");
    own.target.version = "2";
    faults.start(own, EventId{7});
    FaultSpec of_caller = failing("of caller", "web");
    of_caller.target.version = "8";
    faults.start(of_caller, EventId{3});
    return status_of(faults.decide(request, Instant{}, Instant{}));
  };

  CHECK(decided("1", {}) == 0);
  CHECK(decided("2", {}) == 503);
  CHECK(decided("1", {.caller = "web", .caller_version = "8"}) == 503);
  CHECK(decided("1", {.caller = "web", .caller_version = "7"}) == 0);
  CHECK(decided("1", {.caller = "web"}) == 0);
}

TEST_CASE("what a process knows from its start goes by the process behind a gateway, too",
          "[service][faults]") {
  const FaultSpec stale{
      .id = "old", .target = {.service = "shop"}, .fault = faults::StaleConfig{.reply = 401}};
  FaultSet faults(0, Seed{1});
  faults.start(stale, EventId{7}, Instant{1min});
  CHECK(status_of(faults.decide({}, Instant{2min}, Instant{})) == 401);

  faults.end("old");
  faults.start(stale, EventId{7}, Instant{1min}, Instant{2min});
  CHECK(status_of(faults.decide({}, Instant{2min}, Instant{})) == 0);
}

TEST_CASE("on an edge the caller's age decides what it knows", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start({.id = "old",
                .target = {.service = "shop", .from = "web"},
                .fault = faults::StaleConfig{.reply = 401}},
               EventId{7},
               Instant{1min});

  const auto status_for = [&](std::optional<Duration> age) {
    const mock::FaultedRequest request{.caller = "web", .caller_age = age};
    return status_of(faults.decide(request, Instant{2min}, Instant{}));
  };
  CHECK(status_for(1min) == 401);
  CHECK(status_for(59s) == 0);
  CHECK(status_for(std::nullopt) == 401);
}

TEST_CASE("what leaks in a process begins with it, what fills on its host with the fault",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  const FaultTarget shop{.service = "shop"};
  faults.start(
      {.id = "leak", .target = shop, .fault = faults::DescriptorExhaustion{.fills_in = 20s}},
      EventId{1},
      Instant{-15s});
  faults.start({.id = "disk",
                .target = shop,
                .fault = faults::DiskFull{.fills_in = 20s, .writes = *Probability::from(1)}},
               EventId{2},
               Instant{-15s});

  CHECK(status_of(faults.decide({}, Instant{5s - 1ns}, Instant{})) == 0);
  CHECK(status_of(faults.decide({}, Instant{5s}, Instant{})) == 500);
  CHECK_FALSE(faults.accepts_nothing(Instant{20s - 1ns}));
  CHECK(faults.accepts_nothing(Instant{20s}));
  faults.end("leak");
  CHECK_FALSE(faults.accepts_nothing(Instant{20s}));
}

TEST_CASE("what kills is told which client's request it is", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start({.id = "poison",
                .target = {.service = "shop"},
                .fault = faults::PoisonData{.rate = *Probability::from(0.1)}},
               EventId{1});
  const auto kills = [&](double lot) {
    const auto decision = faults.decide({.lot = lot}, Instant{}, Instant{});
    return std::holds_alternative<KillProcess>(decision.last);
  };

  CHECK(kills(0.05));
  CHECK_FALSE(kills(0.15));
}

TEST_CASE("tokens with a provider's wrong times are counted under its fault", "[service][faults]") {
  FaultSet faults(0, Seed{1});
  const mock::IssuerClock issuer{.fault = "skew", .cause = EventId{7}, .leeway = 1min};

  CHECK_FALSE(faults.refused_as_issued({.age = -1min, .left = 1h}, issuer));
  CHECK(faults.refused_as_issued({.age = -1min - 1ns, .left = 1h}, issuer) == EventId{7});
  CHECK(faults.refused_as_issued({.age = 1h, .left = -1min}, issuer) == EventId{7});
  REQUIRE(faults.tallies().size() == 1);
  CHECK(faults.tallies().front().id == "skew");
  CHECK(faults.tallies().front().injected == 2);
  CHECK_FALSE(faults.tallies().front().active);
  CHECK_FALSE(faults.has_moved_clock());
}

TEST_CASE("a fault that comes back speaks after those that have begun meanwhile",
          "[service][faults]") {
  FaultSet faults(0, Seed{1});
  faults.start(failing("one"), EventId{1}, Instant{1s});
  faults.start(failing("two"), EventId{2}, Instant{2s});
  faults.end("one");
  faults.start(failing("one"), EventId{3}, Instant{3s});

  CHECK(faults.decide({}, Instant{3s}, Instant{3s}).cause == EventId{2});
  CHECK(faults.tallies()[1].suppressed_by == Suppressions{{"two", 1}});
}
