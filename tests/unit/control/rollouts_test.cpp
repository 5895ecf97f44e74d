#include "harness/control/rollouts.hpp"

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("a fleet starts as the scenario says", "[unit][control][rollouts]") {
  const Fleet fleet = control::fleet_at_start(services_only());

  CHECK(fleet.services.at("server").replicas == 6);
  CHECK(fleet.services.at("server").version == "4.2.0");
  CHECK_FALSE(fleet.services.at("server").third_party);
  CHECK(fleet.services.at("identity").third_party);
  CHECK(fleet.deployments.empty());
}

TEST_CASE("a deployment remembers the version before it", "[unit][control][rollouts]") {
  Fleet fleet = control::fleet_at_start(services_only());

  control::deployment_began(fleet, "release", {.service = "server", .version = "5.0.0"});

  const Deployment& deployment = fleet.deployments.at("release");
  CHECK(deployment.service == "server");
  CHECK(deployment.from_version == "4.2.0");
  CHECK(deployment.to_version == "5.0.0");
  CHECK_FALSE(deployment.finished);
  control::deployment_ended(fleet, "release");
  CHECK(fleet.deployments.at("release").finished);
}

TEST_CASE("a step that deploys again begins a new record", "[unit][control][rollouts]") {
  Fleet fleet = control::fleet_at_start(services_only());
  control::deployment_began(fleet, "release", {.service = "server", .version = "5.0.0"});
  fleet.deployments.at("release").replicas_changed = 6;
  fleet.services.at("server").version = "5.0.0";
  control::deployment_ended(fleet, "release");

  control::deployment_began(fleet, "release", {.service = "server", .version = "5.0.0"});

  CHECK(fleet.deployments.at("release").from_version == "5.0.0");
  CHECK(fleet.deployments.at("release").replicas_changed == 0);
  CHECK_FALSE(fleet.deployments.at("release").finished);
}
