#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/control/action_runner.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/result.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/world.hpp"
#include "harness/journal/journal.hpp"
#include "harness/promql/expression.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Whether an expression returns something now, or why nobody can tell.
using QueryHolds = std::function<Result<bool>(const promql::Expression&)>;

/// Plays the steps of a scenario, those of the script and those of the response alike: waits for
/// their triggers, checks their `if`, carries out their actions and goes through their `steps`.
///
/// A step fires once, with `repeat` each time (a `when` each time that it becomes true), at most
/// most_firings times. Nested steps without a trigger of their own follow one after the other, each
/// when the one before has finished, whatever its outcome; what was stopped by another action
/// ends its sequence. Nested triggers are armed when their parent fires. A step whose `if` does not
/// hold when its time has come is passed over.
///
/// The cause of a step is the event that triggered it, the last event of the step before it, or
/// none for one that starts by time or query.
class Director {
 public:
  static constexpr std::size_t most_firings = 1000;  ///< of one step; against runs without end

  /// All but the seed must outlive it.
  Director(Timeline& timeline, World& world, const Scenario& scenario, Seed seed);

  /// Arms all triggers; called once, at or before t = 0.
  void start();

  /// To be called at every evaluation of the detector, after its alerts. A trigger whose query
  /// cannot be evaluated stays as it was; query_failed says so, once.
  void on_evaluation(const QueryHolds& holds);

  /// Begins a step of the response at once, whatever its trigger and however long after it:
  /// somebody does it by hand, and then it does not begin by itself, unless it has `repeat`; a
  /// sequence in which it stands goes on behind it when it has ended. "", or why it does not begin.
  std::string act(const std::string& step_id, const std::string& who, EventId cause);

  /// How each step that has ended did so, the last time.
  const std::map<std::string, Outcome>& outcomes() const { return outcomes_; }

  const Fleet& fleet() const { return actions_.fleet(); }

  /// Records what the run was too short for: action_unfinished for every action under way, and
  /// step_not_started for every step that never began, the outermost of them only. To be called at
  /// the end of a run.
  void report_remaining_steps();

  /// For every fault of the scenario in the order of the file: id, kind, the event of its first
  /// injection if there was one, and how often it was planned: once for a step that never fired,
  /// and not at all for one that its `if` has passed over.
  std::vector<FaultTally> planned_faults() const;

 private:
  /// Why a step begins, and for whom.
  struct Context {
    EventId cause = EventId::none;
    std::string by = {};
  };

  /// A trigger that waits for an event or a query.
  struct Armed {
    const Step* step = nullptr;
    std::string by = {};
    bool held = false;  // what a query was at the last evaluation
    bool spent = false;
    bool failed = false;  // its query could once not be evaluated
  };

  struct Firings {
    std::size_t all = 0;
    std::size_t passed_over = 0;  // because of its `if`
    bool limit_told = false;      // that it begins no more
  };

  /// Steps that follow each other.
  struct Sequence;
  using SequencePtr = std::shared_ptr<Sequence>;
  using Finished = std::function<void(EventId last)>;

  /// A step that somebody began by hand.
  struct ByHand {
    std::optional<EventId> ended;   // with this event, the last time
    std::vector<Finished> waiting;  // sequences whose turn it was meanwhile
  };

  void arm(const Step& step, const std::string& by);
  void arm_all(const std::vector<Step>& steps, const std::string& by);
  void arm_nested(const Step& step, const std::string& by);
  void note_error(Armed& armed, const std::string& message);
  void note_limit(const Step& step, const Context& context);
  void hear(const Event& event);
  void fire(const Step& step, const Context& context);
  void begin(const Step& step, const Context& context, Finished finished);
  void go_on(const SequencePtr& sequence, EventId last);
  void report_idle_steps(const std::vector<Step>& steps, const std::string& by);
  bool may_run(const Step& step) const;
  Duration delay_of(const Step& step);

  Timeline& timeline_;
  const Scenario& scenario_;
  Seed seed_;
  ActionRunner actions_;
  std::vector<Armed> armed_;
  std::map<std::string, Outcome> outcomes_;
  std::map<std::string, Firings> firings_;  // by step id
  std::map<std::string, ByHand> by_hand_;   // steps without `repeat` that somebody began, by id
  std::map<std::string, Rng> delays_;       // by step id
};

}  // namespace firedrill::control
