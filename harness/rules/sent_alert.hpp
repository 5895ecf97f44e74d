#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/alert_state.hpp"
#include "harness/promql/labels.hpp"
#include "harness/rules/rule_file.hpp"

namespace firedrill::rules {

/// An alert as Prometheus posts it to Alertmanager. Times are ms since the epoch.
struct SentAlert {
  promql::Labels labels;  ///< those of the alert and, where it has none, Prometheus' external ones
  Texts annotations;
  std::int64_t starts_at_ms;  ///< when it began to fire: the time of `for` is not counted
  std::int64_t ends_at_ms;    ///< when it was resolved; while it fires, until when it is valid
  bool is_resolved;
  std::string generator_url;
};

/// The labels that an alert is posted with: its own, and external ones where it has none.
inline promql::Labels labels_as_sent(const promql::Labels& own, const promql::Labels& external) {
  std::vector<promql::Labels::Entry> labels(external.begin(), external.end());
  labels.insert(labels.end(), own.begin(), own.end());  // of two with one name the last counts
  return promql::Labels(std::move(labels));
}

/// What an evaluation changed of an alert.
struct AlertChange {
  const Rule* rule;  ///< in the engine's groups
  promql::Labels labels;
  Texts annotations;
  double value;  ///< what the expression returned last
  AlertState::Change change;
  promql::Labels returned;  ///< those of the series that the expression returned
};

/// An alert that is pending or firing. Times are ms since the epoch.
struct ActiveAlert {
  promql::Labels labels;
  Texts annotations;
  double value;
  AlertState::Phase phase;
  std::int64_t active_at_ms;
};

}  // namespace firedrill::rules
