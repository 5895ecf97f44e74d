#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/lateness.hpp"
#include "harness/live/monitoring_face.hpp"
#include "harness/live/punctuality.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/live/supervisor.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

struct WorldOptions {
  Seed seed{1};
  std::filesystem::path program;  ///< firedrill itself: mocks are processes of it
  /// Where each process's output goes, a file for each replica; empty: the run's own folder, which
  /// goes with it.
  std::filesystem::path logs = {};
};

/// The services and clients of a scenario for real: a process for each replica, HTTP on loopback.
/// Processes are the Supervisor's to end, whatever happens to this.
class World final : public firedrill::World {
 public:
  /// All must outlive it.
  World(const Scenario& scenario,
        Scheduler& scheduler,
        const Supervisor& supervisor,
        const WorldOptions& options);
  ~World() override;

  void start(WorldListener listener, Completion done) override;
  void perform(const Operation& operation, EventId cause, Completion done) override;
  std::vector<ScrapeTarget> scrape_targets() const override;
  void scrape(std::size_t target, ScrapeCompletion done) override;
  std::vector<FaultTally> fault_tallies() const override;
  void stop() override;

  /// Lets the real Prometheus and Alertmanager watch; before start(), which then completes when
  /// they are ready too. "", or that one of them is not there.
  std::string watch(MonitoringListener listener);

  /// How long replicas took to their first answer: see Fleet::starts().
  const Lateness& starts() const;

  /// Which replicas' processes did not get their turns in time, or could not be heard to, and how
  /// much.
  std::vector<std::pair<std::string, Punctuality>> late_replicas() const;

  /// Runs the user's clean-up command, asks their programs to end and waits for that, two seconds
  /// at most. After stop(); `done` hears what went wrong, or "".
  void clean_up(std::function<void(const std::string&)> done);

  /// Empty, or what keeps firedrill from its work, such as a port that is taken: then the run must
  /// end.
  const std::string& trouble() const;

  /// The supervisor is gone, and every process with it.
  bool is_lost() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace firedrill::live
