#pragma once

#include <string_view>

#include "harness/journal/event.hpp"

namespace firedrill::control {

/// The detail "then" of an acknowledgement after which its person does nothing.
inline constexpr std::string_view asleep = "asleep";

/// Whether somebody has acknowledged and does nothing else: the response does not begin by it.
inline bool is_idle_acknowledgement(const Event& event) {
  return event.type == EventType::acknowledged && detail(event, "then") == asleep;
}

}  // namespace firedrill::control
