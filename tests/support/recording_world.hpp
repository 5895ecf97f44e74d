#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"

namespace firedrill::tests {

/// A World without services: it writes down what it is asked for and answers as it is told to,
/// "ok" and at once (but never from inside the call) unless told otherwise.
class RecordingWorld final : public World {
 public:
  struct Asked {
    Instant at;
    Operation operation;
    EventId cause;
  };

  explicit RecordingWorld(Scheduler& scheduler) : scheduler_(scheduler) {}

  /// How its start ends; nullopt: it is never ready.
  std::optional<OperationResult> started = OperationResult{};
  /// How an operation ends; nullopt: it is never answered.
  std::function<std::optional<OperationResult>(const Operation&)> answer =
      [](const Operation& /*operation*/) { return OperationResult{}; };
  /// How long an operation takes.
  std::function<Duration(const Operation&)> takes = [](const Operation& /*operation*/) {
    return Duration::zero();
  };
  std::vector<ScrapeTarget> targets = {};
  /// What a target shows when it is scraped.
  std::function<ScrapeResult(const ScrapeTarget&)> exposes = [](const ScrapeTarget& /*target*/) {
    return ScrapeResult{.up = true, .samples = {}};
  };
  /// How long a target takes to show it; nullopt: it never answers.
  std::function<std::optional<Duration>(const ScrapeTarget&)> scrape_takes =
      [](const ScrapeTarget& /*target*/) { return Duration::zero(); };
  std::vector<FaultTally> tallies = {};
  /// What the listener is told at the last moment.
  std::function<void()> tells_at_stop = [] {};

  std::vector<Asked> asked = {};
  WorldListener listener = {};  ///< as given to start()
  bool stopped = false;

  void start(WorldListener heard, Completion done) override;
  void perform(const Operation& operation, EventId cause, Completion done) override;

  std::vector<ScrapeTarget> scrape_targets() const override { return targets; }

  void scrape(std::size_t target, ScrapeCompletion done) override;

  std::vector<FaultTally> fault_tallies() const override { return tallies; }

  void stop() override {
    stopped = true;
    tells_at_stop();
  }

 private:
  Scheduler& scheduler_;
};

}  // namespace firedrill::tests
