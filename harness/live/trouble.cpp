#include "harness/live/trouble.hpp"

#include <algorithm>
#include <chrono>

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

bool is_cold(const FleetMember& member) {
  return member.warm_at > std::chrono::steady_clock::now().time_since_epoch() &&
         Fleet::behaviour_of(*member.service, member.version).warm_up.factor > 1;
}

EventId trouble_of(const FleetMember& member) {
  if (member.hangs) {
    return member.hang_cause;
  }
  if (!member.up) {
    return member.down_cause;
  }
  if (member.own() != nullptr) {
    return member.version != member.service->version ? member.version_cause : EventId::none;
  }
  if (member.carries_otherwise) {
    return member.version_cause;
  }
  return is_cold(member) ? member.down_cause : EventId::none;
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
    if (std::find(services.begin(), services.end(), member.service->name) != services.end()) {
      cause = std::max(cause, trouble_of(member));
    }
  }
  return cause;
}

}  // namespace firedrill::live
