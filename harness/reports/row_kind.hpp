#pragma once

#include <string>
#include <string_view>

#include "harness/journal/event.hpp"
#include "harness/reports/layout.hpp"

namespace firedrill::reports {

/// How events of one type look in a timeline.
struct RowKind {
  EventType type;
  std::string_view word;  ///< empty: not for people
  Tone tone = Tone::plain;
};

const RowKind& row_kind(EventType type);

/// An action's row is named by what is done ("restart", "purge cache"), any other by its kind.
/// Empty: it has none. That an alert goes to the pager goes without saying; what Alertmanager tells
/// does not.
std::string word_of(const Event& event);

/// Whether it is the first event of an action.
bool begins_action(EventType type);

/// The sentence with the event's outcome, unless it says it already or it is nothing special.
std::string with_outcome(std::string sentence, const Event& event);

}  // namespace firedrill::reports
