#include "harness/actions/rotate_keys.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("rotate_keys withdraws the old key at once unless told otherwise",
          "[unit][actions][rotate_keys]") {
  const Plan plan = plan_of(R"({"do": "rotate_keys", "service": "identity"})", small_fleet());

  CHECK(plan.what == "identity signs with a new key, the old one is withdrawn at once");
  REQUIRE(plan.stages.size() == 1);
  const auto& rotation = only<RotateSigningKeys>(plan.stages[0]);
  CHECK(rotation.provider == "identity");
  CHECK(rotation.overlap == 0s);
}

TEST_CASE("rotate_keys keeps the old key for its overlap", "[unit][actions][rotate_keys]") {
  const Plan plan =
      plan_of(R"({"do": "rotate_keys", "service": "identity", "overlap": "10m"})", small_fleet());

  CHECK(only<RotateSigningKeys>(plan.stages.at(0)).overlap == 10min);
  CHECK(plan.what.find("the old one stays for 10") != std::string::npos);
}

TEST_CASE("rotate_keys of an unknown provider is refused", "[unit][actions][rotate_keys]") {
  CHECK_FALSE(plan_of(R"({"do": "rotate_keys", "service": "nobody"})", {}).refusal.empty());
}

TEST_CASE("rotate_keys needs a provider", "[unit][actions][rotate_keys]") {
  CHECK(mistakes_of_action(R"({"do": "rotate_keys"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "rotate_keys", "service": "a", "overlap": 600})").size() == 1);
}
