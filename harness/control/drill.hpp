#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harness/control/alerts.hpp"
#include "harness/control/customers.hpp"
#include "harness/control/desk.hpp"
#include "harness/control/director.hpp"
#include "harness/control/health_checks.hpp"
#include "harness/control/heartbeats.hpp"
#include "harness/control/impact.hpp"
#include "harness/control/notifier.hpp"
#include "harness/control/operations.hpp"
#include "harness/control/outside_monitoring.hpp"
#include "harness/control/pager.hpp"
#include "harness/control/responders.hpp"
#include "harness/control/response_faults.hpp"
#include "harness/control/rule_outcomes.hpp"
#include "harness/control/scraper.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"
#include "harness/journal/behind_schedule.hpp"
#include "harness/journal/journal.hpp"
#include "harness/promql/evaluator.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Hears what a drill writes down, at once and in order.
struct Recorder {
  std::function<void(const Event&)> on_event;
  std::function<void(const TrafficRecord&)> on_traffic;
  /// Asked at the end of a run: whether it fell behind its schedule; events say so, and targets
  /// that are too close are not judged. May be empty: virtual time is never late.
  std::function<std::optional<BehindSchedule>()> behind_schedule = {};
  /// Hears at the end of a run what became of each rule. May be empty.
  std::function<void(std::vector<RuleOutcome>)> on_rules = {};
  /// Takes what the user's Alertmanager sends. Empty: whatever is sent is taken.
  Receiver receiver = {};
  /// Asked once a simulated minute, and whenever the Scheduler stops before it was told to; true
  /// ends the run early. May be empty.
  std::function<bool()> interrupted = {};
};

/// One scenario being played: the control plane, put together. It knows a Scheduler and a World and
/// not which of the two worlds it is in.
///
/// run() is called once: it lets the world settle (negative times), judges the steady state at
/// t = 0, plays the script and the response until the scenario ends, and stops the world. Nothing
/// is injected into a world that was not well.
class Drill {
 public:
  /// All but the seed must outlive it.
  Drill(const Scenario& scenario,
        Seed seed,
        Scheduler& scheduler,
        World& world,
        const Recorder& recorder);

  /// The journal of the run, judged; its footer lacks only what the Scheduler knows (digest,
  /// tasks).
  Journal run(JournalHeader header);

  /// For people at a keyboard. What they do is done in tasks of the Scheduler.
  Desk& desk() { return desk_; }

  /// For a real Prometheus and Alertmanager. Null: firedrill itself finds out what is wrong.
  OutsideMonitoring* outside_monitoring() {
    return outside_monitoring_ ? &*outside_monitoring_ : nullptr;
  }

 private:
  void start();
  bool pass_time_until(Instant end);
  bool is_well();
  void begin_script();
  void judge_last_second();
  void finish(bool complete);
  void tick_second();
  bool is_prometheus_down(std::optional<std::size_t> target = std::nullopt);
  void note_at(Instant when, Event note);
  void start_evaluations();
  void tick_due_groups();
  void tick_evaluation();
  void tick_rules(Duration interval);
  void evaluate();
  void take_traffic(TrafficRecord record);
  void note_replica(const ReplicaChange& change);

  const Scenario& scenario_;
  Seed seed_;
  Scheduler& scheduler_;
  World& world_;
  const Recorder& recorder_;
  Reach reach_;
  OperationResult started_;  // of the world's start
  Journal journal_;

  promql::SampleStore store_;
  Timeline timeline_;
  ResponseFaults response_faults_;
  ImpactMonitor impact_;
  Scraper scraper_;
  promql::Evaluator triggers_;
  Alerts alerts_;
  std::vector<Instant> due_;  ///< with random grids: of each group, its next evaluation
  std::optional<alertmanager::Config> alertmanager_config_;
  std::optional<Notifier> notifier_;
  std::optional<OutsideMonitoring> outside_monitoring_;
  Customers customers_;
  Operations probes_;
  HealthChecks health_checks_;
  Heartbeats heartbeats_;
  Pager pager_;
  Responders responders_;
  Director director_;
  Desk desk_;
};

}  // namespace firedrill::control
