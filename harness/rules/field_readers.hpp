#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/promql/expression.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/values.hpp"

namespace firedrill::rules {

/// Readers of values that Prometheus' and Alertmanager's files have in common, for
/// ObjectReader::value. Each reports what it does not accept; null reads as missing.

/// A scalar of any kind as text, as Go's YAML reads one into a string: `severity: 1` is "1".
std::optional<std::string> read_text(const Json& json,
                                     std::string_view name,
                                     Diagnostics& diagnostics);

/// Prometheus' durations: 5m, 1h30m, 0; ten years at most.
std::optional<Duration> read_duration_text(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics);

/// Calls `visit(const Json& item)` for each item of a list; a missing list has none.
template <class Visit>
void for_each_item(ObjectReader& reader, std::string_view key, Visit visit) {
  const Json* list = reader.raw(key).value_or(nullptr);
  if (list == nullptr || list->is_null()) {
    return;
  }
  if (!list->is_array()) {
    report_wrong_kind(*list, key, "a list", reader.diagnostics());
    return;
  }
  for (const Json& item : list->items()) {
    visit(item);
  }
}

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
