#include "tests/support/recording_world.hpp"

#include <utility>

namespace firedrill::tests {

void RecordingWorld::start(WorldListener heard, Completion done) {
  listener = std::move(heard);
  if (started) {
    scheduler_.post([done = std::move(done), result = *started] { done(result); });
  }
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
  const ScrapeTarget& scraped = targets.at(target);
  if (const std::optional<Duration> delay = scrape_takes(scraped)) {
    scheduler_.after(*delay, [result = exposes(scraped), done = std::move(done)] { done(result); });
  }
}

}  // namespace firedrill::tests
