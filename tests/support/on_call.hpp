#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace firedrill::tests {

/// A level in the short form: one person and how they acknowledge.
struct OnePersonLevel {
  std::string notify;
  std::optional<Distribution> acknowledges = {};
  Duration escalates_after = std::chrono::minutes{30};
};

/// Who is on call as a scenario's "escalation" says it.
inline OnCall on_call_of(const std::vector<OnePersonLevel>& levels) {
  OnCall on_call;
  PagingPolicy policy;
  for (const OnePersonLevel& level : levels) {
    policy.levels.push_back(
        {.targets = {{.index = on_call.people.size()}}, .escalates_after = level.escalates_after});
    on_call.people.push_back(
        {.name = level.notify, .level = on_call.people.size(), .acknowledges = level.acknowledges});
  }
  on_call.policies.push_back(policy);
  return on_call;
}

/// A scenario of which nothing else matters.
inline Scenario scenario_of(OnCall on_call) {
  Scenario scenario;
  scenario.on_call = std::move(on_call);
  return scenario;
}

}  // namespace firedrill::tests
