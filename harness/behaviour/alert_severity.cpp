#include "harness/behaviour/alert_severity.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace firedrill {

std::string_view name_of(AlertSeverity severity) {
  constexpr std::array<std::string_view, 4> names = {"critical", "error", "warning", "info"};
  return names.at(static_cast<std::size_t>(severity));
}

AlertSeverity severity_of_label(std::string_view label) {
  return label == "critical" || label == "page" ? AlertSeverity::critical
         : label == "warning"                   ? AlertSeverity::warning
         : label == "info"                      ? AlertSeverity::info
                                                : AlertSeverity::error;
}

std::optional<AlertSeverity> severity_of_priority(std::string_view priority) {
  constexpr std::array<std::pair<std::string_view, AlertSeverity>, 5> priorities = {{
      {"P1", AlertSeverity::critical},
      {"P2", AlertSeverity::error},
      {"P3", AlertSeverity::error},
      {"P4", AlertSeverity::warning},
      {"P5", AlertSeverity::info},
  }};
  const auto* known = std::find_if(
      priorities.begin(), priorities.end(), [&](const auto& one) { return one.first == priority; });
  return known == priorities.end() ? std::nullopt : std::optional(known->second);
}

Urgency urgency_of(AlertSeverity severity) {
  const bool is_urgent = severity == AlertSeverity::critical || severity == AlertSeverity::error;
  return is_urgent ? Urgency::high : Urgency::low;
}

std::optional<Urgency> urgency_of_label(std::string_view label) {
  return label == "high"  ? std::optional(Urgency::high)
         : label == "low" ? std::optional(Urgency::low)
                          : std::nullopt;
}

}  // namespace firedrill
