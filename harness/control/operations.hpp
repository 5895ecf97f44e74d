#pragma once

#include <map>
#include <string>

#include "harness/actions/operation.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"
#include "harness/journal/event.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Asks the World for operations and sees to it that every one of them ends, exactly once: a World
/// that has not answered within patience() is not waited for any longer, and what it may still
/// answer is dropped. So no step can hold up a run for ever.
class Operations {
 public:
  /// Both seams must outlive it.
  Operations(Scheduler& scheduler, World& world, const Scenario& scenario);

  /// `done` is called later, once; as timed_out if the World has not answered in time.
  void perform(const Operation& operation, EventId cause, Completion done);

  /// How long an operation may take, incident clock: ten minutes, and as long again as a replica of
  /// the service may need to start, where replicas have to; and twice what a command that stands in
  /// for it may take, as another one may be under way.
  Duration patience(const Operation& operation) const;

 private:
  Scheduler& scheduler_;
  World& world_;
  std::map<std::string, Duration> longest_startup_;  // by service
  std::map<std::string, Duration> longest_command_;  // by service
};

}  // namespace firedrill::control
