#include "harness/control/urgency.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "harness/behaviour/alert_severity.hpp"

namespace firedrill::control {
namespace {

/// Whether labels as PromQL writes them have this one. Quotes within values are escaped there, so
/// no value can look like a label.
bool has_label(std::string_view labels, const std::string& label) {
  return labels.find("{" + label) != std::string_view::npos ||
         labels.find(", " + label) != std::string_view::npos;
}

}  // namespace

Urgency urgency_of(const Event& alert, UrgencyRule rule) {
  const std::string_view labels = detail(alert, "labels").value_or("");
  const std::optional<Urgency> own = urgency_of_label(detail(alert, "urgency").value_or(""));
  if (own == Urgency::low || has_label(labels, R"(urgency="low")")) {
    return Urgency::low;
  }
  if (own == Urgency::high || has_label(labels, R"(urgency="high")")) {
    return Urgency::high;
  }
  const std::string_view severity = detail(alert, "severity").value_or("");
  switch (rule) {
    case UrgencyRule::by_severity:
      return urgency_of(severity_of_label(severity));
    case UrgencyRule::low:
      return Urgency::low;
    case UrgencyRule::high:
      break;
  }
  return Urgency::high;
}

Details urgency_details(const EscalationPolicy& policy, Urgency urgency) {
  if (urgency == Urgency::high) {
    return {};
  }
  Details details{{"urgency", "low"}};
  if (policy.escalates_after.size() > 1) {
    details.emplace_back("escalates_after_ns",
                         std::to_string(policy.escalates_after.front().count()));
  }
  return details;
}

}  // namespace firedrill::control
