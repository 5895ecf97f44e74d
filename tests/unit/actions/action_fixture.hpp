#pragma once

#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/actions/action.hpp"
#include "tests/support/json_document.hpp"

namespace firedrill::tests {

/// An action that must read without a mistake.
inline Action good_action(const std::string& text) {
  JsonDocument document(text);
  const std::optional<Action> action = document.read(parse_action);
  CHECK(document.messages().empty());
  REQUIRE(action);
  return *action;
}

/// What is wrong with an action.
inline std::vector<std::string> mistakes_of_action(const std::string& text) {
  JsonDocument document(text);
  document.read(parse_action);
  return document.messages();
}

/// What the action of the step "it" is going to do.
inline Plan plan_of(const std::string& text, const Fleet& fleet) {
  return plan(good_action(text), "it", fleet);
}

/// Six replicas of "server" at 4.2.0, and somebody else's "identity".
inline Fleet small_fleet() {
  return {.services = {{"server", {.replicas = 6, .version = "4.2.0"}},
                       {"identity", {.replicas = 1, .version = "1", .third_party = true}}},
          .deployments = {},
          .faults = {},
          .sheds = {}};
}

/// The fleet after the step "release" has put 5.0.0 on all of "server".
inline Fleet released_fleet() {
  Fleet fleet = small_fleet();
  fleet.services.at("server").version = "5.0.0";
  fleet.deployments["release"] = {.step = "release",
                                  .service = "server",
                                  .from_version = "4.2.0",
                                  .to_version = "5.0.0",
                                  .replicas_changed = 6,
                                  .finished = true};
  return fleet;
}

/// The only operation of a stage.
template <class Kind>
const Kind& only(const Stage& stage) {
  REQUIRE(stage.operations.size() == 1);
  const auto* operation = std::get_if<Kind>(&stage.operations.front());
  REQUIRE(operation != nullptr);
  return *operation;
}

}  // namespace firedrill::tests
