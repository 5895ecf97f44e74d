#pragma once

#include "harness/core/time.hpp"

namespace firedrill {

/// When an alert that is true becomes firing, and one that is false stops. Incident clock.
struct AlertTiming {
  Duration pending_for{};  ///< key "for"
  Duration keep_firing_for{};
};

}  // namespace firedrill
