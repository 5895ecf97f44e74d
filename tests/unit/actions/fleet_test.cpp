#include "harness/actions/fleet.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

const Operation half_installed =
    Install{.replicas = {.service = "server", .first = 0, .count = 3}, .version = "5.0.0"};

/// In a function: g++ 12 takes minutes and gigabytes to find that this initializer of a global is
/// no constant.
Operation starting_hang() {
  return StartFault{
      .fault = {.id = "stuck", .target = {.service = "server"}, .fault = faults::Crash{}}};
}

const Operation hang_server = starting_hang();

}  // namespace

TEST_CASE("a fleet learns of a version once it is in place", "[unit][actions][fleet]") {
  Fleet fleet = small_fleet();
  fleet.deployments["release"].service = "server";

  operation_began(fleet, "release", half_installed);
  CHECK(fleet.services.at("server").version == "4.2.0");
  operation_ended(fleet, "release", half_installed, Outcome::ok);

  CHECK(fleet.services.at("server").version == "5.0.0");
  CHECK(fleet.deployments.at("release").replicas_changed == 3);
}

TEST_CASE("an installation that changed nothing leaves the fleet as it was",
          "[unit][actions][fleet]") {
  for (const Outcome outcome : {Outcome::refused, Outcome::no_effect, Outcome::failed}) {
    Fleet fleet = small_fleet();
    fleet.deployments["release"].service = "server";

    operation_ended(fleet, "release", half_installed, outcome);

    CHECK(fleet.services.at("server").version == "4.2.0");
    CHECK(fleet.deployments.at("release").replicas_changed == 0);
  }
}

TEST_CASE("a fault counts as active from when it is asked for until it is ended",
          "[unit][actions][fleet]") {
  Fleet fleet = small_fleet();

  operation_began(fleet, "stuck", hang_server);
  CHECK(fleet.faults.contains("stuck"));
  operation_ended(fleet, "stuck", hang_server, Outcome::ok);
  CHECK(fleet.faults.contains("stuck"));
  operation_ended(fleet, "fix", EndFault{.id = "stuck"}, Outcome::failed);
  CHECK(fleet.faults.contains("stuck"));
  operation_ended(fleet, "fix", EndFault{.id = "stuck"}, Outcome::ok);

  CHECK(fleet.faults.empty());
}

TEST_CASE("a fault that could not be started is not active, one in doubt is",
          "[unit][actions][fleet]") {
  Fleet fleet = small_fleet();

  operation_began(fleet, "stuck", hang_server);
  operation_ended(fleet, "stuck", hang_server, Outcome::timed_out);
  CHECK(fleet.faults.contains("stuck"));
  operation_ended(fleet, "stuck", hang_server, Outcome::refused);

  CHECK(fleet.faults.empty());
}

TEST_CASE("shedding counts as active until its population is let in again",
          "[unit][actions][fleet]") {
  Fleet fleet = small_fleet();
  const Operation shed = SetShedding{.population = "clients", .share = 0.5};
  const Operation other = SetShedding{.population = "robots", .share = 0.5};
  operation_began(fleet, "relief", shed);
  operation_began(fleet, "ban", other);

  operation_ended(fleet, "fix", SetShedding{.population = "clients", .share = 0}, Outcome::ok);

  CHECK_FALSE(fleet.sheds.contains("relief"));
  CHECK(fleet.sheds.at("ban") == "robots");
}
