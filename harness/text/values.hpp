#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/json.hpp"
#include "harness/text/quantity.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill {

/// One JSON value as one typed value. What does not fit is reported at its place, with what was
/// expected and what was found, and gives nothing. `name` is the key or whatever the message should
/// call it. ObjectReader reads members by these; use them for the items of an array, or where the
/// kind of a value decides what it is.

struct IntegerRange {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

std::optional<Duration> read_duration(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics,
                                      DurationRules rules = {});

/// A number from 0 to 1 or text such as "5%".
std::optional<double> read_ratio(const Json& json, std::string_view name, Diagnostics& diagnostics);

std::optional<Rate> read_rate(const Json& json, std::string_view name, Diagnostics& diagnostics);

/// Bytes.
std::optional<std::int64_t> read_size(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics);

std::optional<Timestamp> read_timestamp(const Json& json,
                                        std::string_view name,
                                        Diagnostics& diagnostics);

std::optional<std::int64_t> read_integer(const Json& json,
                                         std::string_view name,
                                         Diagnostics& diagnostics,
                                         IntegerRange range = {});

/// Any finite number.
std::optional<double> read_number(const Json& json,
                                  std::string_view name,
                                  Diagnostics& diagnostics);

std::optional<bool> read_boolean(const Json& json, std::string_view name, Diagnostics& diagnostics);

/// Any text but the empty one.
std::optional<std::string> read_string(const Json& json,
                                       std::string_view name,
                                       Diagnostics& diagnostics);

/// A name that others refer to: letters a-z, digits, "_", "." and "-", at most 100 of them.
std::optional<std::string> read_identifier(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics);

/// Says that `name` is of the wrong kind: `"by" must be a duration, found the number 250`.
void report_wrong_kind(const Json& json,
                       std::string_view name,
                       std::string_view expected,
                       Diagnostics& diagnostics);

}  // namespace firedrill
