#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// If the service is an auth provider of the scenario, lets a strict provider answer what it has
/// worked on: with a client for each service that uses it, and the contracts that its version
/// accepts. `url` is where it will listen.
void answer_as_provider(const Scenario& scenario,
                        const std::string& url,
                        ServiceSettings& settings);

}  // namespace firedrill::mock
