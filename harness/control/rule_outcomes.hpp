#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/control/alerts.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/rule_file.hpp"

namespace firedrill::control {

/// What a run showed of one rule.
struct RuleOutcome {
  std::string group;
  rules::Rule rule;
  Alerts::Reached reached{};  ///< by its alerts
  bool recorded = false;      ///< a recording rule: its series has had a sample
  bool failed = false;        ///< an evaluation failed
  /// What it reads and never had a sample, see missing_data().
  std::vector<std::string> missing_metrics = {};
  /// It may be true just because nothing here has them, see rests_on_absence().
  bool rests_on_absence = false;
};

/// In the order of the groups. To be called at the end of a run.
std::vector<RuleOutcome> rule_outcomes(const Alerts& alerts, const promql::SampleStore& store);

}  // namespace firedrill::control
