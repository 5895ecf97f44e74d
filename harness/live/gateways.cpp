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
  return acts_on_processes(fault.fault) || stops_processes(fault);
}

bool is_done_by_gateway(const FaultSpec& fault) {
  return !is_done_by_signals(fault) && can_act_on_edges(fault.fault);
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
