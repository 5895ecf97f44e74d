#include "harness/actions/rollback.hpp"

#include <fmt/format.h>

namespace firedrill::actions {
namespace {

bool changed_nothing(const Deployment& deployment) {
  return deployment.from_version == deployment.to_version ||
         (deployment.finished && deployment.replicas_changed == 0);
}

}  // namespace

Rollback Rollback::parse(ObjectReader& reader) {
  return {.of = reader.string("of").required(), .rollout = Rollout::parse(reader)};
}

Plan Rollback::plan(std::string_view /*step*/, const Fleet& fleet) const {
  const auto found = fleet.deployments.find(of);
  if (found == fleet.deployments.end()) {
    return refused(fmt::format("{} has not been deployed: there is nothing to roll back", of));
  }
  const Deployment& deployment = found->second;
  const auto service = fleet.services.find(deployment.service);
  if (service == fleet.services.end()) {
    return refused(fmt::format("there is no service {}", deployment.service));
  }
  if (service->second.third_party) {
    return without_effect(fmt::format("{} is a third party's: its change is not ours to roll back",
                                      deployment.service));
  }
  if (changed_nothing(deployment)) {
    return without_effect(fmt::format("{} changed nothing: there is nothing to roll back", of));
  }
  const VersionChange change{.service = deployment.service,
                             .from = deployment.to_version,
                             .to = deployment.from_version,
                             .replicas = service->second.replicas,
                             .purpose = InstallPurpose::rollback};
  Plan plan{.stages = stages_of(rollout, change)};
  plan.done = plan.stages.back().what;
  plan.stages.back().what.clear();  // its completion says the same
  plan.what =
      fmt::format("{}, {}", change.described(), rollout.batching.described(change.replicas));
  plan.cancels = deployment.finished ? "" : of;
  return plan;
}

}  // namespace firedrill::actions
