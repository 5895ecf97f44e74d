#include "harness/live/gateways.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "harness/actions/inject.hpp"
#include "harness/engine/stopped_process.hpp"
#include "harness/scenario/find.hpp"
#include "harness/scenario/own_parts.hpp"

namespace firedrill::live {

bool is_done_by_signals(const FaultSpec& fault) {
  const bool is_signalled = acts_on_processes(fault.fault) || stops_processes(fault);
  return is_signalled && !std::holds_alternative<faults::SlowStart>(fault.fault);
}

bool is_done_by_gateway(const FaultSpec& fault) {
  return !is_done_by_signals(fault) && can_act_on_edges(fault.fault) && !acts_on_calls(fault.fault);
}

bool calls(const Service& caller, std::string_view callee) {
  return std::any_of(caller.versions.begin(), caller.versions.end(), [&](const Version& version) {
    const auto& groups = version.behaviour.calls;
    return std::any_of(groups.begin(), groups.end(), [&](const std::vector<Call>& group) {
      return std::any_of(
          group.begin(), group.end(), [&](const Call& call) { return call.service == callee; });
    });
  });
}

std::vector<std::string> callers_with_door(const Scenario& scenario, const Service& service) {
  std::vector<std::string> callers;
  for (const Step* step : injecting_steps(scenario)) {
    const FaultTarget& target = std::get<actions::Inject>(*step->action).target;
    const Service* caller = find_service(scenario, target.from);
    if (target.service == service.name && caller != nullptr &&
        own_program(*caller, caller->version) != nullptr &&
        std::find(callers.begin(), callers.end(), target.from) == callers.end()) {
      callers.push_back(target.from);
    }
  }
  if (speaks_no_http(service) && needs_gateway(scenario, service)) {
    callers.emplace_back();
  }
  return callers;
}

bool needs_gateway(const Scenario& scenario, const Service& service) {
  if (own_program(service, service.version) == nullptr) {
    return false;
  }
  const std::vector<const Step*> steps = injecting_steps(scenario);
  return std::any_of(steps.begin(), steps.end(), [&](const Step* step) {
    const FaultSpec fault = std::get<actions::Inject>(*step->action).spec(step->id);
    return fault.target.service == service.name && is_done_by_gateway(fault);
  });
}

}  // namespace firedrill::live
