#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/behaviour/page.hpp"

namespace firedrill {

/// How bad a pager holds something for, in PagerDuty's words.
enum class AlertSeverity : std::uint8_t {
  critical,
  error,
  warning,
  info,
};

std::string_view name_of(AlertSeverity severity);

/// What the label "severity" of an alert says: "warning" and "info" are themselves, "critical" and
/// "page" are critical; any other word, or none, is an error.
AlertSeverity severity_of_label(std::string_view label);

/// What a priority of Opsgenie's says, P1 to P5; P3 is its default. Nothing: it is none.
std::optional<AlertSeverity> severity_of_priority(std::string_view priority);

/// PagerDuty's rule "severity_based": critical and error are of high urgency, the others of low.
Urgency urgency_of(AlertSeverity severity);

/// What the label "urgency" of an alert says, "high" or "low". Nothing: it is neither.
std::optional<Urgency> urgency_of_label(std::string_view label);

}  // namespace firedrill
