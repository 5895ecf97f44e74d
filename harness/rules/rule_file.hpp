#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/alert_state.hpp"
#include "harness/promql/expression.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::rules {

/// Labels or annotations as they stand in a file or a message, sorted by name; values may be empty.
using Texts = std::vector<std::pair<std::string, std::string>>;

/// A recording or an alerting rule of a Prometheus rule file.
struct Rule {
  enum class Kind : std::uint8_t {
    recording,
    alerting
  };

  Kind kind;
  std::string name;  ///< of the metric that it records, or of the alert
  std::string text;  ///< its expression as written
  promql::Expression query;
  AlertTiming timing = {};  ///< alerting only
  Texts labels = {};        ///< of alerting rules, templates
  Texts annotations = {};   ///< templates; alerting only
  Span source = {};
};

/// Rules that are evaluated in their order, at the same time.
struct RuleGroup {
  std::string name;
  std::optional<Duration> interval = {};  ///< none: the global evaluation interval
  std::int64_t limit = 0;                 ///< most alerts or series of one rule; 0: no limit
  std::vector<Rule> rules = {};
};

/// Reads a rule file as Prometheus 2.42 does (model/rulefmt/rulefmt.go), or the groups of each
/// Kubernetes object of `kind: PrometheusRule` in it, also within a `kind: List`. What Prometheus
/// would refuse is an error among the diagnostics, with its place; rules that stand there twice are
/// warnings. What was readable comes back even then.
std::vector<RuleGroup> read_rule_file(Diagnostics& diagnostics);

}  // namespace firedrill::rules
