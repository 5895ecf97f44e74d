#pragma once

#include "harness/behaviour/page.hpp"
#include "harness/journal/event.hpp"
#include "harness/scenario/on_call.hpp"

namespace firedrill::control {

/// The urgency of the incident that an alert_firing event opens, or Alertmanager's
/// notification_sent: that of the label "urgency" ("high" or "low") of the alert or of all alerts
/// of the group, else what the rule says; by_severity as behaviour/alert_severity.hpp has it.
Urgency urgency_of(const Event& alert, UrgencyRule rule);

using Details = decltype(Event::details);

/// What a page_accepted says of an incident of low urgency: that it is, and escalates_after_ns,
/// when the next level would be paged if it were not. Of one of high urgency nothing.
Details urgency_details(const EscalationPolicy& policy, Urgency urgency);

}  // namespace firedrill::control
