#include "harness/live/trouble.hpp"

#include <algorithm>

namespace firedrill::live {
namespace {

/// The service and all that it calls, in any version.
void add_reached(const Scenario& scenario,
                 std::string_view name,
                 std::vector<std::string_view>& reached) {
  for (const Service& service : scenario.services) {
    if (service.name != name || std::find(reached.begin(), reached.end(), name) != reached.end()) {
      continue;
    }
    reached.push_back(service.name);
    for (const Version& version : service.versions) {
      for (const std::vector<Call>& group : version.behaviour.calls) {
        for (const Call& call : group) {
          add_reached(scenario, call.service, reached);
        }
      }
      for (const AuthUse& use : version.behaviour.auth) {
        add_reached(scenario, use.call.service, reached);
      }
    }
  }
}

}  // namespace

std::vector<std::string_view> reached_from(const Scenario& scenario, std::string_view service) {
  std::vector<std::string_view> reached;
  add_reached(scenario, service, reached);
  return reached;
}

EventId trouble_among(const std::vector<std::string_view>& services,
                      const Fleet& fleet,
                      const FaultBoard& faults) {
  EventId cause = faults.suspect(services);
  for (const FleetMember& member : fleet.members()) {
    if (std::find(services.begin(), services.end(), member.service->name) == services.end()) {
      continue;
    }
    if (member.hangs) {
      cause = std::max(cause, member.hang_cause);
    } else if (!member.up) {
      cause = std::max(cause, member.down_cause);
    } else if (member.own() != nullptr && member.version != member.service->version) {
      cause = std::max(cause, member.version_cause);
    }
  }
  return cause;
}

}  // namespace firedrill::live
