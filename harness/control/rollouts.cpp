#include "harness/control/rollouts.hpp"

namespace firedrill::control {

Fleet fleet_at_start(const Scenario& scenario) {
  Fleet fleet;
  for (const Service& service : scenario.services) {
    fleet.services[service.name] = {.replicas = service.replicas,
                                    .version = service.version,
                                    .third_party = service.third_party};
  }
  return fleet;
}

void deployment_began(Fleet& fleet, const std::string& step, const actions::Deploy& deploy) {
  const auto service = fleet.services.find(deploy.service);
  fleet.deployments[step] = {
      .step = step,
      .service = deploy.service,
      .from_version = service == fleet.services.end() ? "" : service->second.version,
      .to_version = deploy.version,
      .replicas_changed = 0,
      .finished = false};
}

void deployment_ended(Fleet& fleet, const std::string& step) {
  fleet.deployments.at(step).finished = true;
}

}  // namespace firedrill::control
