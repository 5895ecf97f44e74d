#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"

namespace firedrill {

/// Events per unit of time, e.g. requests. Finite, not negative.
struct Rate {
  double per_second = 0.0;

  bool operator==(const Rate&) const = default;
};

/// Parses "5%" or "0.05" into a number from 0 to 1.
Result<double> parse_ratio(std::string_view text);

/// Parses "40/s", "100/m", "1k/s", "2.5M/h": per s, m, h or d, at most a thousand million a second.
Result<Rate> parse_rate(std::string_view text);

/// Parses "512B", "4KiB", "1MB" into bytes: B, kB, MB, GB of thousands, KiB, MiB, GiB of 1024, at
/// most 1 TiB.
Result<std::int64_t> parse_size(std::string_view text);

/// "5%", "0.1%": the shortest exact form.
std::string ratio_text(double ratio);

/// "40/s".
std::string to_text(Rate rate);

}  // namespace firedrill
