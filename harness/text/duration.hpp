#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// The longest duration a file may give: ten years.
inline constexpr Duration longest_duration = std::chrono::hours{24 * 3653};

struct DurationRules {
  bool allow_negative = false;
};

/// Parses "250ms", "15m", "1h30m", "1.5s": numbers with the units d, h, m, s, ms, us, ns, from
/// large to small, the last with a fraction if need be. Exact to the nanosecond; what is finer,
/// negative or longer than `longest_duration` is refused. The error says what was expected, with an
/// example.
Result<Duration> parse_duration(std::string_view text, DurationRules rules = {});

/// The shortest exact form, which parse_duration reads back: "1h30m", "250ms", "1m1.5s", "0s".
std::string to_text(Duration duration);

/// For people, rounded: "250ms", "12.4s", "4m12.4s", "22m", "1h30m", "2d4h". Three figures below a
/// second, tenths of a second below ten minutes, else whole seconds.
std::string brief(Duration duration);

}  // namespace firedrill
