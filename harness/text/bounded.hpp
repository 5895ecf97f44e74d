#pragma once

#include <optional>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

struct DurationRange {
  Duration least{};
  Duration most = longest_duration;
};

/// A duration within bounds; what lies outside is reported and counts as missing.
std::optional<Duration> duration_in(ObjectReader& reader,
                                    std::string_view key,
                                    DurationRange range);

struct NumberRange {
  double least = 0;
  double most = 0;
};

/// A number within bounds; what lies outside is reported and counts as missing.
std::optional<double> number_in(ObjectReader& reader, std::string_view key, NumberRange range);

}  // namespace firedrill
