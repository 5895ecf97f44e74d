#include <catch2/catch.hpp>

#include "tests/unit/simulated/auth_fixture.hpp"

// Auth providers that change under their clients, and clients that ask them about users' tokens.

namespace firedrill {
namespace {

using namespace tests;

TEST_CASE("keys that are published no longer are missed when the cached set expires", "[auth]") {
  WorldFixture fixture{verifying_plan()};
  fixture.play_until(10s);

  fixture.perform(change_of_provider("key_removed"), EventId{21});
  fixture.play_to_the_end(12min);

  const auto early = fixture.bad(10s, 20s);  // few sets have expired
  CHECK(early < fixture.bad(11min, 11min + 10s));
  CHECK(fixture.count("401") == fixture.bad());
  CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
  CHECK(fixture.bad(11min, 12min) == 600);  // each set lives for 10 minutes
}

simulated::WorldPlan asking_plan(VerifiesBy way) {
  simulated::WorldPlan plan = verifying_plan();
  plan.services.back().versions.front().behaviour.auth.front().verifies_by = way;
  return plan;
}

TEST_CASE("who asks about users' tokens asks for each request, and keeps nothing", "[auth]") {
  for (const VerifiesBy way : {VerifiesBy::introspection, VerifiesBy::userinfo}) {
    WorldFixture fixture{asking_plan(way)};

    fixture.play_until(10s);

    CHECK(fixture.good() == 100);
    CHECK(auth_requests(fixture, "ok") == 50);
  }
}

TEST_CASE("tokens of a key that is published no longer are not active", "[auth]") {
  for (const VerifiesBy way : {VerifiesBy::introspection, VerifiesBy::userinfo}) {
    WorldFixture fixture{asking_plan(way)};
    fixture.play_until(10s);

    fixture.perform(RotateSigningKeys{.provider = "identity"}, EventId{21});
    fixture.play_to_the_end(20s);

    CHECK(fixture.bad(0s, 10s) == 0);
    CHECK(fixture.count("401") == fixture.bad());
    CHECK(fixture.bad() > 90);  // few tokens are new yet
    CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
  }
}

TEST_CASE("who introspects proves who it is as its contract says, and looks at no algorithm",
          "[auth]") {
  simulated::WorldPlan plan = asking_plan(VerifiesBy::introspection);
  plan.services.back().versions.front().behaviour.auth.front().speaks = "v2";
  WorldFixture refused{plan};
  plan.services.back().versions.front().behaviour.auth.front().verifies_by = VerifiesBy::userinfo;
  WorldFixture not_asked{plan};

  refused.play_to_the_end(10s);
  not_asked.play_to_the_end(10s);

  CHECK(refused.count("500") == 100);
  CHECK(not_asked.good() == 100);
}

TEST_CASE("an outage of the provider is felt at once by who asks it about tokens", "[auth]") {
  WorldFixture fixture{asking_plan(VerifiesBy::introspection)};
  fixture.play_until(10s);

  fixture.perform(hang(), EventId{9});
  fixture.play_to_the_end(20s);

  CHECK(fixture.good(10s, 20s) == 0);
  CHECK(fixture.tally(EventId{9}).bad == 100);
}

TEST_CASE("errors in place of inactive strike nobody else", "[auth]") {
  WorldFixture fixture{asking_plan(VerifiesBy::introspection)};
  fixture.perform(change_of_provider("introspection_error"), EventId{21});
  fixture.play_until(10s);
  CHECK(fixture.bad() == 0);

  fixture.perform(RotateSigningKeys{.provider = "identity"}, EventId{22});
  fixture.play_to_the_end(20s);

  CHECK(fixture.count("500", 10s, 20s) > 90);
  CHECK(fixture.count("401") == 0);
  CHECK(*auth_requests(fixture, "invalid_token") > 0);
}

TEST_CASE("who takes the first key refuses old tokens after a rotation, whatever the overlap",
          "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  plan.services.back().versions.front().behaviour.auth.front().first_key = true;
  WorldFixture fixture{plan};
  fixture.play_until(10s);
  CHECK(fixture.bad() == 0);

  fixture.perform(RotateSigningKeys{.provider = "identity", .overlap = 1h}, EventId{21});
  fixture.play_to_the_end(11min);

  CHECK(fixture.bad() > 100);
  CHECK(fixture.count("401") == fixture.bad());
  CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
}

TEST_CASE("a cached token that is too long is refused by whom the service calls, until it expires",
          "[auth]") {
  AuthUse use = speaks("v1");
  use.token_cache = 10s;
  simulated::WorldPlan plan = plan_of(use);
  plan.services.back().versions.front().behaviour.calls = {{{.service = "store"}}};
  plan.services.push_back(service_of("store", {.latency = Constant{1ms}}));
  WorldFixture fixture{plan, 2min};

  fixture.perform(change_of_provider("token_too_long"), EventId{21});
  fixture.play_until(0s);
  fixture.perform(EndFault{.id = "change"});
  fixture.play_to_the_end(20s);

  CHECK(fixture.count("431", 0s, 10s) > 0);
  CHECK(fixture.count("431") == fixture.bad());
  CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
  CHECK(fixture.bad(10s, 20s) == 0);
  CHECK(*sample(fixture.scrape("store-0"), "http_requests_total", {{"code", "431"}}) > 0);
}

TEST_CASE("a change that is about several scopes hurts nobody who asks for one", "[auth]") {
  AuthUse use = speaks("v1");
  use.strict_tokens = true;
  simulated::WorldPlan plan = plan_of(use);
  WorldFixture one{plan};
  plan.services.front().versions.front().behaviour.contracts.front().scopes = {"read", "write"};
  WorldFixture two{plan};
  for (WorldFixture* fixture : {&one, &two}) {
    fixture->perform(change_of_provider("scope_delimiter"));
    fixture->play_to_the_end(10s);
  }

  CHECK(one.good() == 100);
  CHECK(two.count("500") == 100);
}

}  // namespace
}  // namespace firedrill
