#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// What is blamed when nobody has answered wrongly: requests wait too long, find no room, or come by
// settings that cannot work.

namespace firedrill {
namespace {

using namespace tests;

constexpr EventId guilty{50};
constexpr EventId harmless{60};

/// "server" with the versions "1", which runs, and "2".
Service two_versions(Behaviour one, Behaviour two) {
  Service service = service_of("server", std::move(one));
  service.version = "1";
  service.versions.front().name = "1";
  service.versions.push_back({.name = "2", .behaviour = std::move(two)});
  return service;
}

Install upgrade(std::string version = "2") {
  return {.replicas = {"server", 0, 1}, .version = std::move(version)};
}

struct Story {
  std::string what;
  simulated::WorldPlan plan;
  Operation operation = upgrade();
};

/// Ten seconds, then the operation, then twenty more: nothing fails before, and all that fails
/// afterwards names the operation.
void check_that_it_is_named(const Story& story) {
  INFO(story.what);
  WorldFixture fixture{story.plan};
  fixture.play_until(10s);
  CHECK(fixture.bad() == 0);

  fixture.perform(story.operation, guilty);
  fixture.play_to_the_end(30s);

  CHECK(fixture.bad() > 50);
  CHECK(fixture.tally(guilty).bad == fixture.bad());
}

Call call_to(std::string service, Duration timeout) {
  return {.service = std::move(service), .timeout = timeout, .fails = {.reply = 500}};
}

simulated::WorldPlan upgrade_plan(Behaviour one, Behaviour two, Duration behind = 10ms) {
  return {.services = {service_of("behind", {.latency = Constant{behind}}),
                       two_versions(std::move(one), std::move(two))},
          .traffic = {clients_of("server", 10)}};
}

TEST_CASE("a version whose calls cannot work is named for their failures", "[blame]") {
  check_that_it_is_named({"a new call to a service that is too slow for it",
                          upgrade_plan({}, {.calls = {{call_to("behind", 100ms)}}}, 5s)});
  check_that_it_is_named(
      {"a call's timeout is shortened",
       upgrade_plan({.calls = {{call_to("behind", 1s)}}}, {.calls = {{call_to("behind", 5ms)}}})});
  Call kept = call_to("behind", 5ms);
  kept.fails.reply = 200;
  check_that_it_is_named(
      {"a failure is not swallowed any more",
       upgrade_plan({.calls = {{kept}}}, {.calls = {{call_to("behind", 5ms)}}})});
}

/// Its clients give up after 300 ms.
simulated::WorldPlan impatient(simulated::WorldPlan plan) {
  plan.traffic.front().timeout = 300ms;
  return plan;
}

TEST_CASE("a version that makes its callers wait is named for their timeouts", "[blame]") {
  check_that_it_is_named(
      {"slower work", impatient(upgrade_plan({}, {.latency = Constant{400ms}}))});
  check_that_it_is_named({"a new call without a timeout",
                          impatient(upgrade_plan({}, {.calls = {{{.service = "behind"}}}}, 5s))});
  check_that_it_is_named(
      {"too few workers",
       impatient(upgrade_plan({.latency = Constant{150ms}},
                              {.workers = 1, .queue = 5, .latency = Constant{150ms}}))});
}

TEST_CASE("an answer that is only too late for its client names what is slow", "[blame]") {
  simulated::WorldPlan plan = upgrade_plan({}, {.latency = Constant{300ms}});
  plan.services.push_back(service_of("edge", {.calls = {{{.service = "server"}}}}));
  plan.traffic.front().to = "edge";
  plan.traffic.front().good.within = 200ms;

  check_that_it_is_named({"slower work behind the edge", plan});
}

/// Of the auth provider, for a token with every request or one that is kept for an hour.
AuthUse tokens(std::optional<Duration> timeout, bool kept = false) {
  return {.call = {.service = "identity", .timeout = timeout},
          .speaks = "v1",
          .token_cache = kept ? std::optional<Duration>{1h} : std::nullopt};
}

simulated::WorldPlan auth_plan(AuthUse one, AuthUse two, Duration provider_takes) {
  return {.services = {provider_of("identity", {.latency = Constant{provider_takes}}),
                       two_versions({.auth = {std::move(one)}, .startup = 1s},
                                    {.auth = {std::move(two)}})},
          .traffic = {clients_of("server", 10)}};
}

TEST_CASE("a version that deals otherwise with its auth provider is named", "[blame]") {
  check_that_it_is_named({"the timeout is shortened", auth_plan(tokens(1s), tokens(100ms), 300ms)});
  check_that_it_is_named(
      {"tokens are not kept any more", auth_plan(tokens(90ms, true), tokens(90ms), 100ms)});
  AuthUse verifying = tokens(1s);
  verifying.verifies = true;
  check_that_it_is_named(
      {"tokens are verified that clients do not have", auth_plan(tokens(1s), verifying, 1ms)});
}

TEST_CASE("whoever empties a cache is named for what is fetched in vain", "[blame]") {
  const simulated::WorldPlan hasty = auth_plan(tokens(90ms, true), tokens(90ms, true), 100ms);
  check_that_it_is_named(
      {"a purge", hasty, EmptyCaches{.service = "server", .cache = CacheKind::tokens}});
  check_that_it_is_named({"a restart", hasty, RestartReplicas{{"server", 0, 1}}});
  const AuthUse waiting = tokens({}, true);
  check_that_it_is_named({"a purge, and clients that give up before the service does",
                          impatient(auth_plan(waiting, waiting, 30s)),
                          EmptyCaches{.service = "server", .cache = CacheKind::all}});
}

TEST_CASE("a restart is named for what its cold processes turn away", "[blame]") {
  Behaviour slow_start{.workers = 2,
                       .queue = 5,
                       .latency = Constant{80ms},
                       .startup = 1s,
                       .warm_up = {.lasts = 2min, .factor = 50}};
  check_that_it_is_named(
      {"warm-up",
       {.services = {service_of("server", slow_start)}, .traffic = {clients_of("server", 20)}},
       RestartReplicas{{"server", 0, 1}}});
}

/// A replica carries ten requests a second; five come, from ten seconds on more than that.
simulated::WorldPlan overload_plan(Behaviour two = {}, double per_second = 100) {
  const Behaviour narrow{.workers = 1, .queue = 5, .latency = Constant{100ms}};
  two.workers = narrow.workers;
  two.queue = narrow.queue;
  two.latency = narrow.latency;
  simulated::WorldPlan plan{.services = {two_versions(narrow, two)},
                            .traffic = {clients_of("server", 5)}};
  plan.traffic.front().rate.push_back({.at = 10s, .per_second = per_second});
  return plan;
}

TEST_CASE("an overload is not blamed on a fault that makes nobody wait", "[blame]") {
  WorldFixture fixture{overload_plan()};
  fixture.perform(StartFault{{.id = "errors",
                              .target = {.service = "server"},
                              .fault = faults::ErrorRate{.rate = *Probability::from(0.01)}}},
                  harmless);

  fixture.play_to_the_end(30s);

  CHECK(fixture.bad() > 1000);
  CHECK(fixture.tally(harmless).bad == fixture.world().fault_tallies().front().injected);
}

TEST_CASE("an overload is not blamed on a version that carries the same load", "[blame]") {
  WorldFixture slower_start{overload_plan({.startup = 11s})};
  slower_start.perform(upgrade(), harmless);
  WorldFixture rolled_back{overload_plan({.calls = {}, .abandoned_work = AbandonedWork::cancel})};
  rolled_back.perform(upgrade(), harmless);
  rolled_back.play_until(5s);
  rolled_back.perform(upgrade("1"), harmless);

  for (WorldFixture* fixture : {&slower_start, &rolled_back}) {
    fixture->play_to_the_end(30s);
    CHECK(fixture->bad() > 1000);
    CHECK(fixture->tally(harmless).bad == 0);
  }
}

TEST_CASE("a harmless deploy does not take over the blame for a slow one", "[blame]") {
  simulated::WorldPlan plan = upgrade_plan({}, {.latency = Constant{400ms}});
  plan.services.back().versions.push_back(
      {.name = "3", .behaviour = {.latency = Constant{400ms}, .startup = 11s}});
  WorldFixture fixture{impatient(plan)};
  fixture.perform(upgrade(), guilty);
  fixture.perform(upgrade("3"), harmless);

  fixture.play_to_the_end(20s);

  CHECK(fixture.bad() > 100);
  CHECK(fixture.tally(guilty).bad == fixture.bad());
}

TEST_CASE("a crash is named for what the replicas that are left cannot carry", "[blame]") {
  simulated::WorldPlan plan = overload_plan({}, 16);
  plan.services.front().replicas = 2;
  const Story story{"one of two replicas dies under load",
                    plan,
                    StartFault{{.id = "crash",
                                .target = {.service = "server", .replicas = 1},
                                .fault = faults::Crash{}}}};

  check_that_it_is_named(story);
}

}  // namespace
}  // namespace firedrill
