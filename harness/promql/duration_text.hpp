#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"

namespace firedrill::promql {

/// Reads a duration as PromQL writes it: whole numbers with the units y, w, d, h, m, s, ms, each at
/// most once and in this order (1h30m). A year has 365 days. Zero is an error; so is what does not
/// fit 64 bits of nanoseconds. The messages are Prometheus'.
Result<Duration> parse_duration(std::string_view text);

/// The same form again: 1h30m, 500ms, 0s. Like Prometheus, weeks and years are used only when
/// nothing else is needed. Parts below a millisecond are cut off.
std::string print_duration(Duration duration);

}  // namespace firedrill::promql
