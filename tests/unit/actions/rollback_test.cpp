#include "harness/actions/rollback.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

const std::string undo = R"({"do": "rollback", "of": "release", "takes": "5m"})";

}  // namespace

TEST_CASE("a rollback puts the version from before the deploy on all replicas",
          "[unit][actions][rollback]") {
  const Plan plan = plan_of(undo, released_fleet());

  CHECK(plan.refusal.empty());
  CHECK(plan.what == "server 5.0.0 -> 4.2.0, all at once");
  CHECK(plan.cancels.empty());
  REQUIRE(plan.stages.size() == 1);
  CHECK(plan.stages[0].takes == 5min);
  CHECK(plan.stages[0].what.empty());
  const auto& install = only<Install>(plan.stages[0]);
  CHECK(install.version == "4.2.0");
  CHECK(install.replicas.count == 6);
  CHECK(install.activation == Activation::now);
  CHECK(install.purpose == InstallPurpose::rollback);
}

TEST_CASE("a rollback may wait for the next restart", "[unit][actions][rollback]") {
  const Plan plan = plan_of(R"({"do": "rollback", "of": "release", "takes_effect": "on_restart"})",
                            released_fleet());

  CHECK(only<Install>(plan.stages.at(0)).activation == Activation::on_restart);
  CHECK(plan.done ==
        "server 5.0.0 -> 4.2.0 is installed on 6 of 6 replicas, to run from their next start");
}

TEST_CASE("a rolling rollback tells of each batch", "[unit][actions][rollback]") {
  const Plan plan =
      plan_of(R"({"do": "rollback", "of": "release", "rollout": "rolling", "batches": 2})",
              released_fleet());

  REQUIRE(plan.stages.size() == 2);
  CHECK(plan.stages[0].what == "server 5.0.0 -> 4.2.0 takes effect on 3 of 6 replicas");
  CHECK(plan.stages[1].what.empty());
  CHECK(plan.done == "server 5.0.0 -> 4.2.0 takes effect on 6 of 6 replicas");
}

TEST_CASE("a rollback of a deploy that still runs stops it", "[unit][actions][rollback]") {
  Fleet fleet = released_fleet();
  fleet.deployments.at("release").finished = false;
  fleet.deployments.at("release").replicas_changed = 0;

  const Plan plan = plan_of(undo, fleet);

  CHECK(plan.cancels == "release");
  CHECK(plan.refusal.empty());
  REQUIRE(plan.stages.size() == 1);
  CHECK(only<Install>(plan.stages[0]).version == "4.2.0");
}

TEST_CASE("a rollback of what was never deployed is refused", "[unit][actions][rollback]") {
  const Plan plan = plan_of(undo, small_fleet());

  CHECK(plan.refusal == "release has not been deployed: there is nothing to roll back");
  CHECK_FALSE(plan.no_effect);
  CHECK(plan.stages.empty());
}

TEST_CASE("a rollback of a third party's change has no effect", "[unit][actions][rollback]") {
  Fleet fleet = small_fleet();
  fleet.deployments["release"] = {.step = "release",
                                  .service = "identity",
                                  .from_version = "1",
                                  .to_version = "2",
                                  .replicas_changed = 1,
                                  .finished = true};

  const Plan plan = plan_of(undo, fleet);

  CHECK(plan.no_effect);
  CHECK(plan.refusal == "identity is a third party's: its change is not ours to roll back");
  CHECK(plan.stages.empty());
}

TEST_CASE("a rollback of a deploy that changed nothing has no effect",
          "[unit][actions][rollback]") {
  Fleet same_version = released_fleet();
  same_version.deployments.at("release").to_version = "4.2.0";
  Fleet no_replica = released_fleet();
  no_replica.deployments.at("release").replicas_changed = 0;

  for (const Fleet& fleet : {same_version, no_replica}) {
    const Plan plan = plan_of(undo, fleet);
    CHECK(plan.no_effect);
    CHECK(plan.refusal == "release changed nothing: there is nothing to roll back");
  }
}

TEST_CASE("a rollback needs the deploy that it takes back", "[unit][actions][rollback]") {
  CHECK(mistakes_of_action(R"({"do": "rollback"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "rollback", "of": "release", "version": "4.2.0"})").size() ==
        1);
}
