#include <fstream>

#include <fmt/format.h>

#include "harness/live/fleet.hpp"
#include "mock_services/service/load.hpp"

namespace firedrill::live {

std::string Fleet::write_order(const FleetMember& member, Duration listens_at) const {
  mock::ReplicaOrder order{.scenario = (plan_.folder / "scenario.json").string(),
                           .settings = {},
                           .port = member.port.number(),
                           .listens_at = listens_at,
                           .is_first = member.life == 1};
  order.settings.name = member.service->name;
  order.settings.version = member.version;
  order.settings.ordinal = member.ordinal;
  order.settings.version_cause = member.version_cause;
  order.settings.speed = scheduler_.speed();
  order.settings.seed = plan_.seed;
  order.settings.client.secret = plan_.keys.secret();
  order.settings.keys = plan_.keys.published(member.service->name, scheduler_.now());
  for (const FleetMember& other : members_) {
    order.settings.addresses[other.service->name].push_back(other.origin());
  }
  const std::string path =
      (plan_.folder / fmt::format("{}.{}.json", member.instance(), member.life)).string();
  std::ofstream(path, std::ios::binary) << mock::to_json(order);
  return path;
}

}  // namespace firedrill::live
