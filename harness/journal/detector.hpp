#pragma once

#include <string>
#include <string_view>

#include "harness/journal/journal.hpp"

namespace firedrill {

/// What can notice an incident: Event::by of an alert_firing, where that is not a person's name.
namespace detector {
inline constexpr std::string_view alert = "alert";          ///< a rule
inline constexpr std::string_view customers = "customers";  ///< they report it
inline constexpr std::string_view health_check = "health_check";
inline constexpr std::string_view heartbeat = "heartbeat";
inline constexpr std::string_view person = "person";  ///< stands for anybody by name
}  // namespace detector

/// A detail of an alert_firing that a monitoring outside the run told its pager of: it was routed
/// there, so it pages whatever the scenario's own Alertmanager does.
inline constexpr std::string_view told_from = "told_from";
inline constexpr std::string_view outside = "outside";

/// Which of them an alert_firing is by.
std::string_view detector_of(const Event& firing);

/// Whether it lasts until an alert_resolved. What customers or a person report is a moment.
bool is_state(const Event& firing);

/// Whether it may have noticed an impact that began after it: a heartbeat tells of the monitoring.
bool tells_of_later_impact(const Event& firing);

/// The alert_firing that led to the event, itself included; null: none did.
const Event* detection_behind(const Journal& journal, const Event& event);

/// Whether `by` has brought the event about: a detector or the name of an alert, health check,
/// heartbeat or person, whose event it is or whose alert_firing has led to it.
bool is_by(const Journal& journal, const Event& event, std::string_view by);

/// Who has brought it about, for people: "the alert Errors", "customers", "ann".
std::string who_did(const Journal& journal, const Event& event);

}  // namespace firedrill
