#include "harness/scenario/without.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill {
namespace {

using Ids = std::set<std::string, std::less<>>;

void add_ids(const std::vector<Step>& steps, std::vector<std::string_view>& ids) {
  for (const Step& step : steps) {
    ids.push_back(step.id);
    add_ids(step.steps, ids);
  }
}

/// Whether something else of this name could be what a trigger's "of" means.
bool is_named_elsewhere(const Scenario& scenario, std::string_view name) {
  const auto any = [name](const auto& list, auto member) {
    return std::any_of(
        list.begin(), list.end(), [&](const auto& each) { return each.*member == name; });
  };
  return any(scenario.services, &Service::name) || any(scenario.traffic, &Population::name) ||
         any(scenario.alerts, &AlertRule::alert) ||
         any(scenario.health_checks, &HealthCheck::name) ||
         any(scenario.heartbeats, &Heartbeat::name) ||
         std::any_of(
             scenario.rule_groups.begin(),
             scenario.rule_groups.end(),
             [&](const rules::RuleGroup& group) { return any(group.rules, &rules::Rule::name); }) ||
         any(scenario.on_call.people, &Person::name);
}

/// Which steps go, once it is known that those of `gone` do.
class Removal {
 public:
  explicit Removal(const Scenario& scenario) : scenario_(scenario) {}

  Ids all_that_go_with(std::string_view id) {
    gone_.emplace(id);
    std::size_t before = 0;
    while (before != gone_.size()) {
      before = gone_.size();
      collect(scenario_.script, false);
      collect(scenario_.response, false);
    }
    return std::move(gone_);
  }

 private:
  void collect(const std::vector<Step>& steps, bool parent_goes) {
    for (const Step& step : steps) {
      const bool goes = parent_goes || gone_.contains(step.id) || is_pointless(step);
      if (goes) {
        gone_.insert(step.id);
      }
      collect(step.steps, goes);
    }
  }

  bool is_pointless(const Step& step) const {
    const bool never_allowed =
        std::any_of(step.only_if.begin(), step.only_if.end(), [this](const auto& condition) {
          return gone_.contains(condition.first);
        });
    return never_allowed || undoes_nothing(step) || waits_for_nothing(step);
  }

  bool undoes_nothing(const Step& step) const {
    if (!step.action) {
      return false;
    }
    const auto* rollback = std::get_if<actions::Rollback>(&*step.action);
    const auto* clear = std::get_if<actions::Clear>(&*step.action);
    return (rollback != nullptr && gone_.contains(rollback->of)) ||
           (clear != nullptr && gone_.contains(clear->of));
  }

  bool waits_for_nothing(const Step& step) const {
    const auto* event = std::get_if<OnEvent>(&step.trigger);
    return event != nullptr && gone_.contains(event->of) &&
           !is_named_elsewhere(scenario_, event->of);
  }

  const Scenario& scenario_;
  Ids gone_;
};

void remove(std::vector<Step>& steps, const Ids& gone) {
  std::erase_if(steps, [&gone](const Step& step) { return gone.contains(step.id); });
  for (Step& step : steps) {
    remove(step.steps, gone);
  }
}

}  // namespace

std::string no_such_step(const Scenario& scenario, std::string_view id) {
  std::vector<std::string_view> ids;
  add_ids(scenario.script, ids);
  add_ids(scenario.response, ids);
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
    return "";
  }
  const std::string guess = did_you_mean(id, ids);
  return fmt::format("there is no step {}{} steps are: {}",
                     quote(id),
                     guess.empty() ? "; the" : guess + " The",
                     fmt::join(ids, ", "));
}

Result<Scenario> without(Scenario scenario, std::string_view id) {
  if (std::string wrong = no_such_step(scenario, id); !wrong.empty()) {
    return Error{ErrorCode::invalid_input, std::move(wrong), scenario.file};
  }
  const Ids gone = Removal(scenario).all_that_go_with(id);
  remove(scenario.script, gone);
  remove(scenario.response, gone);
  return scenario;
}

}  // namespace firedrill
