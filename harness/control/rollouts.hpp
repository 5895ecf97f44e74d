#pragma once

#include <string>

#include "harness/actions/deploy.hpp"
#include "harness/actions/fleet.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The services as they are before anything has happened.
Fleet fleet_at_start(const Scenario& scenario);

/// Keeps the Fleet's record of what a deploy does, which a rollback reads. A step that deploys
/// again (`repeat`) begins a new record.
void deployment_began(Fleet& fleet, const std::string& step, const actions::Deploy& deploy);
void deployment_ended(Fleet& fleet, const std::string& step);

}  // namespace firedrill::control
