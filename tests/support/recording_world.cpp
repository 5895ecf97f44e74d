#include "tests/support/recording_world.hpp"

#include <utility>

namespace firedrill::tests {

void RecordingWorld::start(WorldListener heard, Completion done) {
  listener = std::move(heard);
  scheduler_.post([done = std::move(done)] { done({}); });
}

void RecordingWorld::perform(const Operation& operation, EventId cause, Completion done) {
  asked.push_back({.at = scheduler_.now(), .operation = operation, .cause = cause});
  const std::optional<OperationResult> result = answer(operation);
  if (result) {
    scheduler_.after(takes(operation),
                     [done = std::move(done), result = *result] { done(result); });
  }
}

void RecordingWorld::scrape(std::size_t target, ScrapeCompletion done) {
  scheduler_.post([result = exposes(targets.at(target)), done = std::move(done)] { done(result); });
}

}  // namespace firedrill::tests
