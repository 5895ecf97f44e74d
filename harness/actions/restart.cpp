#include "harness/actions/restart.hpp"

#include <fmt/format.h>

namespace firedrill::actions {

Restart Restart::parse(ObjectReader& reader) {
  return {.service = reader.string("service").required(),
          .batching = Batching::parse(reader),
          .takes = reader.duration("takes").value_or(Duration::zero())};
}

Plan Restart::plan(std::string_view /*step*/, const Fleet& fleet) const {
  const auto found = fleet.services.find(service);
  if (found == fleet.services.end()) {
    return refused(fmt::format("there is no service {}", service));
  }
  const std::size_t replicas = found->second.replicas;
  const std::vector<ReplicaRange> ranges = batching.split(service, replicas);
  Plan plan;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    plan.stages.push_back(
        {.takes = share_of(takes, i + 1, ranges.size()) - share_of(takes, i, ranges.size()),
         .operations = {RestartReplicas{.replicas = ranges[i]}}});
  }
  plan.what = fmt::format("restart of {}, {}", service, batching.described(replicas));
  return plan;
}

}  // namespace firedrill::actions
