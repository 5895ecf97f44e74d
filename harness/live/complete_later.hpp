#pragma once

#include <utility>

#include "harness/engine/world.hpp"
#include "harness/live/scheduler.hpp"

namespace firedrill::live {

/// Completes an operation as World promises: in a task, never from inside the call. `done` may be
/// empty.
inline void complete_later(Scheduler& scheduler, Completion done, OperationResult result) {
  if (done) {
    scheduler.post([done = std::move(done), result = std::move(result)] { done(result); });
  }
}

}  // namespace firedrill::live
