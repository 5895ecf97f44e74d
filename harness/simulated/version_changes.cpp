#include "harness/simulated/version_changes.hpp"

#include <algorithm>

namespace firedrill::simulated {
namespace {

/// What a replica ran, from one of its versions back to the one at t = 0.
class Past {
 public:
  Past(const Fabric& fabric, RunningVersion running)
      : changes_(fabric.replicas[running.replica].changes),
        at_start_(fabric.service_of(fabric.replicas[running.replica]).version) {
    const auto put_in_place =
        std::find_if(changes_.rbegin(), changes_.rend(), [&](const VersionChange& change) {
          return change.version == running.version;
        });
    left_ = static_cast<std::size_t>(changes_.rend() - put_in_place);
  }

  bool is_at_start() const { return left_ == 0; }

  std::uint32_t at_start() const { return at_start_; }

  std::uint32_t version() const { return is_at_start() ? at_start_ : last().version; }

  /// The change that brought the version; only if it is not the one at t = 0.
  const VersionChange& last() const { return changes_[left_ - 1]; }

  EventId undo() { return changes_[--left_].cause; }

 private:
  const std::vector<VersionChange>& changes_;
  std::uint32_t at_start_;
  std::size_t left_ = 0;  ///< changes that are not undone yet
};

/// The step in which a client meets that rule.
PlanStep::Kind step_of(Rule rule) {
  if (rule == &Refusals::authorize) {
    return PlanStep::Kind::authorize;
  }
  if (rule == &Refusals::code) {
    return PlanStep::Kind::code;
  }
  return rule == &Refusals::token ? PlanStep::Kind::token : PlanStep::Kind::verify;
}

/// Whether a client of this version meets a provider of that version and is turned down.
bool is_refused(const Blueprint& blueprint,
                std::uint32_t client,
                std::uint32_t provider,
                Rule rule) {
  for (const PlanStep& step : blueprint.versions[client].steps) {
    if (step.kind != step_of(rule)) {
      continue;
    }
    const AuthPlan& plan = blueprint.auth[step.first];
    const std::uint32_t place = provider - blueprint.services[plan.provider].first_version;
    if (place < plan.refusals.size() && plan.refusals[place].*rule != 0) {
      return true;
    }
  }
  return false;
}

/// The oldest change of those since which every version is `alike`.
template <class Alike>
EventId since_when(const Fabric& fabric, RunningVersion running, const Alike& alike) {
  Past past{fabric, running};
  if (alike(past.at_start())) {
    return EventId::none;
  }
  EventId cause = EventId::none;
  while (!past.is_at_start() && alike(past.version())) {
    cause = past.undo();
  }
  return cause;
}

bool makes_call(const Blueprint& blueprint, std::uint32_t version, std::uint32_t like) {
  const auto is_like = [&](std::uint32_t edge) {
    return edge != nothing && blueprint.edges[edge].same_as == like;
  };
  for (const PlanStep& step : blueprint.versions[version].steps) {
    if (step.kind == PlanStep::Kind::token && is_like(blueprint.auth[step.first].token_edge)) {
      return true;
    }
    if (step.kind == PlanStep::Kind::authorize &&
        is_like(blueprint.auth[step.first].authorize_edge)) {
      return true;
    }
    if (step.kind == PlanStep::Kind::code && is_like(blueprint.auth[step.first].code_edge)) {
      return true;
    }
    if (step.kind == PlanStep::Kind::verify && (is_like(blueprint.auth[step.first].keys_edge) ||
                                                is_like(blueprint.auth[step.first].asks_edge))) {
      return true;
    }
    for (std::uint32_t edge = step.first; edge < step.first + step.count; ++edge) {
      if (is_like(edge)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

EventId cause_of_own_work(const Fabric& fabric, RunningVersion running) {
  const std::vector<VersionPlan>& versions = fabric.blueprint.versions;
  return since_when(fabric, running, [&](std::uint32_t version) {
    return versions[version].works_like == versions[running.version].works_like;
  });
}

EventId cause_of_capacity(const Fabric& fabric, RunningVersion running) {
  const std::vector<VersionPlan>& versions = fabric.blueprint.versions;
  return since_when(fabric, running, [&](std::uint32_t version) {
    return versions[version].carries_like == versions[running.version].carries_like;
  });
}

EventId cause_of_call(const Fabric& fabric, RunningVersion running, std::uint32_t edge) {
  const std::uint32_t like = fabric.blueprint.edges[edge].same_as;
  return since_when(fabric, running, [&](std::uint32_t version) {
    return makes_call(fabric.blueprint, version, like);
  });
}

EventId cause_of_verifying(const Fabric& fabric, RunningVersion running, std::uint32_t provider) {
  return since_when(fabric, running, [&](std::uint32_t version) {
    const std::vector<PlanStep>& steps = fabric.blueprint.versions[version].steps;
    return std::any_of(steps.begin(), steps.end(), [&](const PlanStep& step) {
      return step.kind == PlanStep::Kind::verify &&
             fabric.blueprint.auth[step.first].provider == provider;
    });
  });
}

EventId cause_of_refusal(const Fabric& fabric,
                         RunningVersion client,
                         RunningVersion provider,
                         Rule rule) {
  Past ours{fabric, client};
  Past theirs{fabric, provider};
  EventId cause = EventId::none;
  while (is_refused(fabric.blueprint, ours.version(), theirs.version(), rule)) {
    if (ours.is_at_start() && theirs.is_at_start()) {
      return EventId::none;
    }
    const bool ours_is_later =
        theirs.is_at_start() || (!ours.is_at_start() && ours.last().order > theirs.last().order);
    cause = ours_is_later ? ours.undo() : theirs.undo();
  }
  return cause;
}

}  // namespace firedrill::simulated
