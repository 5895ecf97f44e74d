#include "harness/scenario/find.hpp"

#include <algorithm>
#include <variant>

namespace firedrill {
namespace {

void collect_injecting(const std::vector<Step>& steps, std::vector<const Step*>& found) {
  for (const Step& step : steps) {
    if (step.action && std::holds_alternative<actions::Inject>(*step.action)) {
      found.push_back(&step);
    }
    collect_injecting(step.steps, found);
  }
}

}  // namespace

const Service* find_service(const Scenario& scenario, std::string_view name) {
  const auto found = std::find_if(scenario.services.begin(),
                                  scenario.services.end(),
                                  [&](const Service& service) { return service.name == name; });
  return found == scenario.services.end() ? nullptr : &*found;
}

const Step* find_step(const std::vector<Step>& steps, std::string_view id) {
  for (const Step& step : steps) {
    const Step* found = step.id == id ? &step : find_step(step.steps, id);
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

std::vector<const Step*> injecting_steps(const Scenario& scenario) {
  std::vector<const Step*> found;
  collect_injecting(scenario.script, found);
  collect_injecting(scenario.response, found);
  return found;
}

std::string_view deployed_service(const Scenario& scenario, std::string_view step_id) {
  const Step* step = find_step(scenario.script, step_id);
  step = step == nullptr ? find_step(scenario.response, step_id) : step;
  const auto* deploy =
      step == nullptr || !step->action ? nullptr : std::get_if<actions::Deploy>(&*step->action);
  return deploy == nullptr ? std::string_view{} : deploy->service;
}

}  // namespace firedrill
