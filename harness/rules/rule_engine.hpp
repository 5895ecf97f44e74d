#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "harness/promql/evaluator.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/alerting_rule.hpp"
#include "harness/rules/engine_options.hpp"
#include "harness/rules/recording_rule.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/rules/sent_alert.hpp"

namespace firedrill::rules {

/// A rule whose evaluation failed: its alerts and series stayed as they were, and nothing was sent.
struct RuleError {
  const Rule* rule;
  std::string message;
};

/// What one evaluation of a group did, in the order of its rules.
struct GroupEvaluation {
  std::vector<AlertChange> changes = {};
  std::vector<SentAlert> sent = {};
  std::vector<RuleError> errors = {};
};

/// Evaluates groups of recording and alerting rules over a store, as Prometheus 2.42 does
/// (rules/manager.go, rules/alerting.go, rules/recording.go): the rules of a group in their order,
/// each seeing what those before it wrote. It has no clock: who owns it says when a group is due.
class RuleEngine {
 public:
  /// The store must outlive it.
  RuleEngine(promql::SampleStore& store, std::vector<RuleGroup> groups, EngineOptions options = {});

  RuleEngine(const RuleEngine&) = delete;
  RuleEngine& operator=(const RuleEngine&) = delete;

  std::span<const RuleGroup> groups() const { return groups_; }

  const EngineOptions& options() const { return options_; }

  /// How often a group is to be evaluated.
  Duration interval_of(std::size_t group) const;

  /// Evaluates a group as of a time, in ms since the epoch, later than its last one.
  GroupEvaluation evaluate(std::size_t group, std::int64_t t_ms);

  /// A rule of a group, both by number.
  struct Place {
    std::size_t group;
    std::size_t rule;
  };

  /// The alerts of an alerting rule that are pending or firing; of a recording rule none.
  std::vector<ActiveAlert> active_alerts(const Place& place);

 private:
  using Evaluated = std::variant<RecordingRule, AlertingRule>;

  EvaluationContext context(std::size_t group, std::int64_t t_ms);

  promql::SampleStore& store_;
  EngineOptions options_;
  std::vector<RuleGroup> groups_;
  promql::Evaluator evaluator_;
  std::vector<std::vector<Evaluated>> rules_;  // by group
};

}  // namespace firedrill::rules
