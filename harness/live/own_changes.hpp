#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/command_runner.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/own_probe.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/live/scraper.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// The versions that the replicas of a service say they are; nullopt: it does not say.
using SaidVersions = std::vector<std::optional<std::string>>;

/// What a change has come to, by what answers before and after it: ok if all replicas are what was
/// wanted, no_effect if all are what they were, partial if some are what was wanted, else failed.
OperationResult judge_change(const std::string& wanted,
                             const SaidVersions& before,
                             const SaidVersions& after);

/// Changes of services that are programs of the user's own: by their commands, or, where there is
/// none, by the fleet; and then by asking what really answers.
class OwnChanges {
 public:
  /// All must outlive it.
  OwnChanges(const FleetPlan& plan, Scheduler& scheduler, Processes& processes, Fleet& fleet);

  /// Whether a change of this service is this one's business.
  bool concerns(std::string_view service) const;

  /// Hears what keeps firedrill from its work.
  void on_trouble(std::function<void(const std::string&)> hears) { on_trouble_ = std::move(hears); }

  /// Empty, or which command could not be run, before anything is.
  std::string missing_command() const;

  /// Whether each program is the version that the scenario says, and its metrics can be read.
  void check_start(const Completion& done);

  void install(const Install& install, EventId cause, Completion done);
  void restart(const RestartReplicas& restart, EventId cause, Completion done);

  /// Sees to it that the command that cleans up, if there is one, runs even if firedrill is killed.
  /// To be called when the fleet has its addresses.
  void make_will();

  /// Runs the command that cleans up, if there is one; `done` hears what went wrong, or "". After
  /// that nobody runs it again.
  void clean_up(std::function<void(const std::string&)> done);

  /// Ends commands under way; what waits does not begin.
  void stop() { commands_.stop(); }

 private:
  struct Change;
  using ChangePtr = std::shared_ptr<Change>;

  void read_versions(const std::string& service, const std::function<void(SaidVersions)>& done);
  void run(const ActionCommand& command,
           const std::string& version,
           std::function<void(const CommandEnd&)> done);
  void command_ended(const ChangePtr& change, const CommandEnd& end);
  void judge(const ChangePtr& change);
  void note(const Change& change, const SaidVersions& versions);
  Duration within_start(Duration timeout) const;
  void check_metrics(std::size_t index, const std::function<void(std::string)>& done);

  const FleetPlan& plan_;
  Scheduler& scheduler_;
  Processes& processes_;
  Fleet& fleet_;
  CommandRunner commands_;
  OwnProbe probe_;
  Scraper scraper_;
  std::function<void(const std::string&)> on_trouble_;
  std::map<std::string, int> runs_;  ///< of each command, for the names of their logs
};

}  // namespace firedrill::live
