#include "harness/live/trouble.hpp"

#include <algorithm>
#include <chrono>

#include "harness/scenario/capacity.hpp"

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

const Behaviour& behaviour_of(const Service& service, const std::string& version) {
  const auto found = std::find_if(service.versions.begin(),
                                  service.versions.end(),
                                  [&](const Version& one) { return one.name == version; });
  return found->behaviour;  // nobody runs a version that is not there
}

/// Whether a mock gets through another number of requests than its version of t = 0 would.
bool carries_otherwise(const FleetMember& member) {
  const Service& service = *member.service;
  return member.version != service.version &&
         capacity_of(behaviour_of(service, member.version)) !=
             capacity_of(behaviour_of(service, service.version));
}

bool is_cold(const FleetMember& member) {
  return member.warm_at > std::chrono::steady_clock::now().time_since_epoch() &&
         behaviour_of(*member.service, member.version).warm_up.factor > 1;
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
  if (carries_otherwise(member)) {
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
