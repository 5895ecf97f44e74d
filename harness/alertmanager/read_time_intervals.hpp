#pragma once

#include <optional>

#include "harness/alertmanager/config.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill::alertmanager {

/// An item of `time_intervals` or `mute_time_intervals`. Empty without a name, which is reported.
std::optional<NamedIntervals> read_named_intervals(const Json& json, Diagnostics& diagnostics);

}  // namespace firedrill::alertmanager
