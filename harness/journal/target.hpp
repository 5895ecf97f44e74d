#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

/// "from" to "to" takes at most `within` and at least `at_least`, both inclusive, between the first
/// such events, by the times at which they were true. A clock that never started, or a run that
/// ended before the limit, is no data; never "met".
///
/// Detection, paging and recovery must hold for each impact: "impact_started" to "alert_firing",
/// "page_delivered", "mitigated" or "recovered" is measured for every impact window, and the worst
/// one counts. An action that was refused or failed is no end of a clock.
struct DurationTarget {
  EventType from = EventType::impact_started;
  std::string from_of = {};  ///< only an event of this step, alert or person; empty: the first one
  EventType to = EventType::recovered;
  std::string to_of = {};
  std::string by = {};  ///< only an event that they brought about, see is_by(); empty: anybody
  Duration within{};    ///< Duration::max(): no upper limit
  Duration at_least{};
  bool from_start =
      false;  ///< the clock starts at t = 0 instead of at `from` (the `expected` block)
};

/// Counts that can be limited without any impact.
enum class Quantity : std::uint8_t {
  pages,
  false_pages,
  missed_detections,
  failed_requests,
  impact_windows
};

/// As in "targets" of a scenario: "failed_requests".
std::string_view to_string(Quantity quantity);
std::optional<Quantity> quantity_from(std::string_view name);

/// A count, or (failed_requests only) a share of all requests.
struct QuantityTarget {
  Quantity quantity = Quantity::pages;
  std::optional<double> at_most = {};
  std::optional<double> at_least = {};
  bool ratio = false;  ///< limits are a share 0..1 of all requests
};

struct TargetDefinition {
  std::string name;  ///< the key in "targets": "detect", "recover", ...
  std::variant<DurationTarget, QuantityTarget> rule;
  /// Of the value in the scenario file, whose bytes the journal carries: every report can show it.
  Span source = {};
  std::string known_miss = {};  ///< ticket of an accepted miss: reported, but does not fail the run
};

}  // namespace firedrill
