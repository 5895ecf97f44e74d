#include "harness/live/unplayable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace firedrill::live {
namespace {

/// Whether some version of the provider accepts a contract whose clients sign assertions.
bool accepts_assertions(const Service& provider) {
  return std::any_of(
      provider.versions.begin(), provider.versions.end(), [](const Version& version) {
        const Behaviour& behaviour = version.behaviour;
        return std::any_of(
            behaviour.contracts.begin(), behaviour.contracts.end(), [&](const Contract& contract) {
              const bool accepted =
                  std::find(behaviour.accepts.begin(), behaviour.accepts.end(), contract.name) !=
                  behaviour.accepts.end();
              return accepted && !contract.token_auth.empty() &&
                     contract.token_auth.front() == "private_key_jwt";
            });
      });
}

std::string unplayable_in(const Service& service) {
  if (accepts_assertions(service)) {
    return fmt::format("{} accepts private_key_jwt", service.name);
  }
  for (const Version& version : service.versions) {
    for (const AuthUse& use : version.behaviour.auth) {
      if (use.verifies) {
        return fmt::format("{} verifies user tokens (\"verifies\")", service.name);
      }
    }
    if (version.behaviour.abandoned_work == AbandonedWork::cancel) {
      return fmt::format("{} cancels abandoned work", service.name);
    }
  }
  return "";
}

}  // namespace

std::string unplayable(const Scenario& scenario) {
  for (const Population& population : scenario.traffic) {
    if (population.token) {
      return fmt::format("the clients \"{}\" carry user tokens (\"token\")", population.name);
    }
  }
  for (const Service& service : scenario.services) {
    if (std::string found = unplayable_in(service); !found.empty()) {
      return found;
    }
  }
  return "";
}

}  // namespace firedrill::live
