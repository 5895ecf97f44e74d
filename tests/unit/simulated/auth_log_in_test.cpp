#include <catch2/catch.hpp>

#include "tests/unit/simulated/auth_fixture.hpp"

// Services that log their users in at an auth provider, and providers that come to want PKCE.

namespace firedrill {
namespace {

using namespace tests;

AuthUse logging_in(std::string contract) {
  AuthUse use = speaks(std::move(contract));
  use.logs_in = true;
  return use;
}

/// A provider whose version 2 takes log-ins with PKCE only, and a server whose version 2 sends it.
simulated::WorldPlan pkce_plan() {
  simulated::WorldPlan plan = plan_of(logging_in("old"));
  Service& provider = plan.services.front();
  Behaviour& first = provider.versions.front().behaviour;
  first.contracts = {{.name = "old", .pkce = {"none"}}, {.name = "new", .pkce = {"S256"}}};
  first.accepts = {"old", "new"};
  provider.version = "1";
  provider.versions.front().name = "1";
  provider.versions.push_back({.name = "2", .behaviour = first});
  provider.versions.back().behaviour.accepts = {"new"};
  Service& server = plan.services.back();
  server.version = "1";
  server.versions.front().name = "1";
  server.versions.push_back(
      {.name = "2", .behaviour = {.latency = Constant{1ms}, .auth = {logging_in("new")}}});
  return plan;
}

Install upgrade_of(const std::string& service, const std::string& version, std::size_t replicas) {
  return {.replicas = {.service = service, .count = replicas},
          .version = version,
          .activation = Activation::now};
}

TEST_CASE("a log-in asks the provider twice and for no machine token", "[auth]") {
  WorldFixture fixture{plan_of(logging_in("v1"))};

  fixture.play_until(10s);

  CHECK(fixture.good() == 100);
  CHECK(auth_requests(fixture, "ok") == 100);  // at one of two servers
  CHECK(sample(fixture.scrape("identity-0"), "http_requests_total", {{"code", "303"}}) == 100);
  CHECK(sample(fixture.scrape("identity-0"), "http_requests_total", {{"code", "200"}}) == 100);
}

TEST_CASE("a service may log users in and ask for tokens of its own", "[auth]") {
  AuthUse use = logging_in("v1");
  use.token_per_request = true;
  WorldFixture fixture{plan_of(use)};

  fixture.play_until(10s);

  CHECK(fixture.good() == 100);
  CHECK(auth_requests(fixture, "ok") == 150);
}

TEST_CASE("a redirect by a fault logs nobody in", "[auth]") {
  WorldFixture fixture{plan_of(logging_in("v1"))};
  fixture.perform(
      StartFault{{.id = "see other",
                  .target = {.service = "identity", .from = "server"},
                  .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 303}}},
      EventId{7});

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("500") == 100);
  CHECK(fixture.tally(EventId{7}).bad == 100);
  CHECK(auth_requests(fixture, "303") == 50);
  CHECK_FALSE(auth_requests(fixture, "ok"));
}

TEST_CASE("a redirect by a fault is no token, and shows", "[auth]") {
  WorldFixture fixture{plan_of(speaks("v1"))};
  fixture.perform(
      StartFault{{.id = "see other",
                  .target = {.service = "identity", .from = "server"},
                  .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 303}}});

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("500") == 100);
  CHECK(auth_requests(fixture, "303") == 50);
  CHECK_FALSE(auth_requests(fixture, "ok"));
}

TEST_CASE("a provider that comes to want PKCE shuts old clients out until it goes back", "[auth]") {
  WorldFixture fixture{pkce_plan()};
  fixture.play_until(10s);
  REQUIRE(fixture.bad() == 0);

  fixture.perform(upgrade_of("identity", "2", 1), EventId{21});
  fixture.play_until(20s);
  CHECK(fixture.count("500") == 100);
  CHECK(fixture.tally(EventId{21}).bad == 100);
  CHECK(auth_requests(fixture, "invalid_request") == 50);  // and nobody asks for tokens then
  CHECK(auth_requests(fixture, "ok") == 100);

  fixture.perform(upgrade_of("identity", "1", 1), EventId{22});
  fixture.play_to_the_end(30s);
  CHECK(fixture.bad(20s, 30s) == 0);
}

TEST_CASE("... or until they send it", "[auth]") {
  WorldFixture fixture{pkce_plan()};
  fixture.perform(upgrade_of("identity", "2", 1), EventId{21});
  fixture.play_until(10s);

  fixture.perform(upgrade_of("server", "2", 2), EventId{22});
  fixture.play_to_the_end(20s);

  CHECK(fixture.bad(0s, 10s) == 100);
  CHECK(fixture.bad(10s, 20s) == 0);
}

TEST_CASE("a client that goes back to a time before PKCE is to blame itself", "[auth]") {
  simulated::WorldPlan plan = pkce_plan();
  plan.services.front().version = "2";
  plan.services.back().version = "2";
  WorldFixture fixture{plan};
  fixture.play_until(10s);
  REQUIRE(fixture.bad() == 0);

  fixture.perform(upgrade_of("server", "1", 2), EventId{22});
  fixture.play_to_the_end(20s);

  CHECK(fixture.tally(EventId{22}).bad == 100);
}

TEST_CASE("a provider without the grant of log-ins sends users back and gives no tokens",
          "[auth]") {
  simulated::WorldPlan plan = plan_of(logging_in("ours"));
  Behaviour& provider = plan.services.front().versions.front().behaviour;
  provider.contracts = {{.name = "ours", .grants = {"client_credentials", "authorization_code"}},
                        {.name = "theirs", .grants = {"client_credentials"}}};
  provider.accepts = {"theirs"};
  WorldFixture fixture{plan};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("500") == 100);
  CHECK(auth_requests(fixture, "ok") == 50);
  CHECK(auth_requests(fixture, "unsupported_grant_type") == 50);
}

TEST_CASE("nobody is logged in while the provider is away, unless guests are let in", "[auth]") {
  for (const WhenUnavailable reaction :
       {WhenUnavailable::fail_closed, WhenUnavailable::use_cached, WhenUnavailable::fail_open}) {
    AuthUse use = logging_in("v1");
    use.when_unavailable = reaction;
    WorldFixture fixture{plan_of(use)};
    fixture.perform(hang(), EventId{9});

    fixture.play_to_the_end(12s);

    const bool lets_guests_in = reaction == WhenUnavailable::fail_open;
    CHECK((fixture.bad(0s, 9s) == 0) == lets_guests_in);
    CHECK(auth_requests(fixture, "timeout") > 0);
    CHECK(fixture.tally(EventId{9}).bad == fixture.bad());
  }
}

TEST_CASE("PKCE that is wanted by a change strikes those that send no challenge", "[auth]") {
  WorldFixture old{pkce_plan()};
  simulated::WorldPlan plan = pkce_plan();
  plan.services.back().version = "2";
  WorldFixture modern{plan};

  for (WorldFixture* fixture : {&old, &modern}) {
    fixture->perform(change_of_provider("pkce_required"), EventId{21});
    fixture->play_to_the_end(10s);
  }

  CHECK(old.count("500") == 100);
  CHECK(old.tally(EventId{21}).bad == 100);
  CHECK(auth_requests(old, "invalid_request") == 50);
  CHECK(modern.bad() == 0);
}

TEST_CASE("a token response without a token logs nobody in", "[auth]") {
  WorldFixture fixture{plan_of(logging_in("v1"))};

  fixture.perform(change_of_provider("error_with_200"), EventId{21});
  fixture.play_to_the_end(10s);

  CHECK(fixture.count("500") == 100);
  CHECK(fixture.tally(EventId{21}).bad == 100);
}

}  // namespace
}  // namespace firedrill
