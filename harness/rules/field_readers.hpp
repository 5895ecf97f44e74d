#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/promql/expression.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill::rules {

/// Readers of values that Prometheus' files have in common, for ObjectReader::value. Each reports
/// what it does not accept.

/// A scalar of any kind as text, as Go's YAML reads one into a string: `severity: 1` is "1".
std::optional<std::string> read_text(const Json& json,
                                     std::string_view name,
                                     Diagnostics& diagnostics);

/// Prometheus' durations: 5m, 1h30m, 0.
std::optional<Duration> read_duration_text(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics);

/// Names and texts, sorted by name.
std::optional<Texts> read_texts(const Json& json, std::string_view name, Diagnostics& diagnostics);

/// A PromQL expression; a mistake in it is shown where it stands.
std::optional<promql::Expression> read_expression(const Json& json,
                                                  std::string_view name,
                                                  Diagnostics& diagnostics);

/// Reports what PromQL's parsers found wrong in a scalar's text, at its place.
void report_in_text(const Json& json,
                    std::string_view problem,
                    const Error& error,
                    Diagnostics& diagnostics);

}  // namespace firedrill::rules
