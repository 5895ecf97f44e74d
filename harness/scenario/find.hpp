#pragma once

#include <string_view>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// Null: there is none of that name.
const Service* find_service(const Scenario& scenario, std::string_view name);

/// The step with this id among these and what is nested in them; null: there is none.
const Step* find_step(const std::vector<Step>& steps, std::string_view id);

/// The steps of the script and the response that inject a fault, nested ones too, in their order.
std::vector<const Step*> injecting_steps(const Scenario& scenario);

/// The service that a step of the script or the response deploys; "": it does not deploy.
std::string_view deployed_service(const Scenario& scenario, std::string_view step_id);

}  // namespace firedrill
