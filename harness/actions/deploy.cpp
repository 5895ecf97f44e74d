#include "harness/actions/deploy.hpp"

#include <fmt/format.h>

namespace firedrill::actions {

Deploy Deploy::parse(ObjectReader& reader) {
  return {.service = reader.string("service").required(),
          .version = reader.string("version").required(),
          .rollout = Rollout::parse(reader)};
}

Plan Deploy::plan(std::string_view /*step*/, const Fleet& fleet) const {
  const auto found = fleet.services.find(service);
  if (found == fleet.services.end()) {
    return refused(fmt::format("there is no service {}", service));
  }
  const FleetService& now = found->second;
  const VersionChange change{
      .service = service, .from = now.version, .to = version, .replicas = now.replicas};
  return {
      .stages = stages_of(rollout, change),
      .what = fmt::format("{}, {}", change.described(), rollout.batching.described(now.replicas))};
}

}  // namespace firedrill::actions
