#include "harness/control/operations.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

constexpr Duration usual_patience = std::chrono::minutes{10};

/// The one operation that a World and a timer race to end.
struct Race {
  Completion done;  // empty once it has ended
  TaskId timer = {};
};

}  // namespace

Operations::Operations(Scheduler& scheduler, World& world, const Scenario& scenario)
    : scheduler_(scheduler),
      world_(world) {
  for (const Service& service : scenario.services) {
    Duration& longest = longest_startup_[service.name];
    for (const Version& version : service.versions) {
      longest = std::max(longest, version.behaviour.startup);
    }
  }
  for (const ActionCommand& command : scenario.commands.actions) {
    Duration& longest = longest_command_[command.service];
    longest = std::max(longest, command.timeout);
  }
}

void Operations::perform(const Operation& operation, EventId cause, Completion done) {
  const auto race = std::make_shared<Race>(Race{.done = std::move(done)});
  const auto end = [this, race](const OperationResult& result) {
    if (race->done) {
      scheduler_.cancel(race->timer);
      std::exchange(race->done, nullptr)(result);
    }
  };
  const Duration wait = patience(operation);
  race->timer = scheduler_.after(wait, [end, wait] {
    end({.outcome = Outcome::timed_out, .detail = "no answer within " + brief(wait)});
  });
  world_.perform(operation, cause, end);
}

Duration Operations::patience(const Operation& operation) const {
  const ReplicaRange* starting = replicas_of(operation);
  if (starting == nullptr) {
    return usual_patience;
  }
  const auto longest = [&](const std::map<std::string, Duration>& of) {
    const auto found = of.find(starting->service);
    return found == of.end() ? Duration::zero() : found->second;
  };
  return usual_patience + longest(longest_startup_) + 2 * longest(longest_command_);
}

}  // namespace firedrill::control
