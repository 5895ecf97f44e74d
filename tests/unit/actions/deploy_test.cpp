#include "harness/actions/deploy.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a deploy all at once is one stage that ends on all replicas",
          "[unit][actions][deploy]") {
  const Plan plan =
      plan_of(R"({"do": "deploy", "service": "server", "version": "5.0.0", "takes": "15m"})",
              small_fleet());

  CHECK(plan.refusal.empty());
  CHECK(plan.what == "server 4.2.0 -> 5.0.0, all at once");
  REQUIRE(plan.stages.size() == 1);
  CHECK(plan.stages[0].takes == 15min);
  CHECK(plan.stages[0].what == "server 4.2.0 -> 5.0.0 takes effect on 6 of 6 replicas");
  const auto& install = only<Install>(plan.stages[0]);
  CHECK(install.replicas.service == "server");
  CHECK(install.replicas.first == 0);
  CHECK(install.replicas.count == 6);
  CHECK(install.version == "5.0.0");
  CHECK(install.activation == Activation::now);
  CHECK(install.in_flight == InFlight::finish);
}

TEST_CASE("a rolling deploy installs batch by batch, each after its share of the time",
          "[unit][actions][deploy]") {
  const Plan plan = plan_of(R"({"do": "deploy", "service": "server", "version": "5.0.0",
                                "rollout": "rolling", "batches": 4, "takes": "20m",
                                "in_flight": "drop"})",
                            small_fleet());

  CHECK(plan.what == "server 4.2.0 -> 5.0.0, in 4 batches");
  REQUIRE(plan.stages.size() == 4);
  std::size_t next = 0;
  for (const Stage& stage : plan.stages) {
    CHECK(stage.takes == 5min);
    const auto& install = only<Install>(stage);
    CHECK(install.replicas.first == next);
    CHECK(install.activation == Activation::now);
    CHECK(install.in_flight == InFlight::drop);
    next += install.replicas.count;
  }
  CHECK(next == 6);
  CHECK(plan.stages[0].what == "server 4.2.0 -> 5.0.0 takes effect on 1 of 6 replicas");
  CHECK(plan.stages[1].what == "server 4.2.0 -> 5.0.0 takes effect on 3 of 6 replicas");
}

TEST_CASE("a rolling deploy that takes effect at its end is one stage", "[unit][actions][deploy]") {
  const Plan plan = plan_of(R"({"do": "deploy", "service": "server", "version": "5.0.0",
                                "rollout": "rolling", "takes": "20m", "takes_effect": "at_end"})",
                            small_fleet());

  REQUIRE(plan.stages.size() == 1);
  CHECK(plan.stages[0].takes == 20min);
  CHECK(only<Install>(plan.stages[0]).replicas.count == 6);
}

TEST_CASE("a deploy that takes effect on restart only puts the version in place",
          "[unit][actions][deploy]") {
  const Plan plan = plan_of(R"({"do": "deploy", "service": "server", "version": "5.0.0",
                                "takes_effect": "on_restart"})",
                            small_fleet());

  REQUIRE(plan.stages.size() == 1);
  CHECK(only<Install>(plan.stages[0]).activation == Activation::on_restart);
  CHECK(plan.stages[0].what ==
        "server 4.2.0 -> 5.0.0 is installed on 6 of 6 replicas, to run from their next start");
}

TEST_CASE("a deploy of an unknown service is refused", "[unit][actions][deploy]") {
  const Plan plan = plan_of(R"({"do": "deploy", "service": "nobody", "version": "1"})", {});

  CHECK(plan.refusal == "there is no service nobody");
  CHECK(plan.stages.empty());
}

TEST_CASE("a deploy needs a service and a version", "[unit][actions][deploy]") {
  CHECK(mistakes_of_action(R"({"do": "deploy"})").size() == 2);
  CHECK(mistakes_of_action(R"({"do": "deploy", "service": "server", "version": 5})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "deploy", "service": "a", "version": "b", "tkes": "1m"})")
            .size() == 1);
}
