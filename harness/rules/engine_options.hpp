#pragma once

#include <string>

#include "harness/core/time.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill::rules {

/// What Prometheus is told besides its rules, by its options and its configuration.
struct EngineOptions {
  /// Of groups that name none, and the step of subqueries that name none.
  Duration evaluation_interval = std::chrono::minutes{1};

  /// --rules.alert.resend-delay
  Duration resend_delay = std::chrono::minutes{1};

  promql::Labels external_labels = {};
  std::string external_url = {};
};

}  // namespace firedrill::rules
