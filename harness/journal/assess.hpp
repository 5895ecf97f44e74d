#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/target.hpp"

namespace firedrill {

/// What became of one target.
enum class TargetStatus : std::uint8_t {
  met,
  missed,
  no_data,
  too_close  ///< decided by less than a live run was behind its schedule
};

/// What became of a run.
enum class RunVerdict : std::uint8_t {
  met,
  missed,
  inconclusive
};

std::string_view to_string(TargetStatus status);
std::string_view to_string(RunVerdict verdict);

/// Who brought about first what a target wanted of somebody else.
struct Instead {
  EventId event = EventId::none;
  Duration after{};     ///< since the clock started
  std::string by = {};  ///< as who_did() names them
};

struct TargetResult {
  TargetDefinition definition;
  TargetStatus status = TargetStatus::no_data;
  /// The clock started and its end never came; `actual` is then how long it ran until the run
  /// ended, and the truth is longer.
  bool censored = false;

  /// Of a DurationTarget; `margin` is how much closer to the limit it could have been, negative
  /// when missed.
  std::optional<Duration> actual = {};
  std::optional<Duration> margin = {};
  /// Of a QuantityTarget, in its own unit: a count, or a share.
  std::optional<double> actual_count = {};
  std::optional<double> margin_count = {};

  EventId from = EventId::none;  ///< where the clock started; none: at t = 0, or never
  EventId to = EventId::none;    ///< where it ended
  Instant clock_start{};
  std::optional<Instead> instead = {};  ///< of a target with "by" that was missed
  std::string why = {};  ///< of no_data and too_close: a clause that says what is missing or wrong

  /// A miss that somebody has accepted, with a ticket: shown, but not held against the run.
  bool excused() const { return status == TargetStatus::missed && !definition.known_miss.empty(); }
};

struct Assessment {
  RunVerdict verdict = RunVerdict::inconclusive;
  /// Sentences without a full stop: each missed target, then what puts the whole run in doubt, then
  /// the targets without data and those that are too close to call.
  std::vector<std::string> reasons;
  std::vector<std::string> doubts;    ///< those of the reasons that concern the whole run
  std::vector<TargetResult> targets;  ///< as in the header

  std::size_t met() const;
};

/// The verdict of a run, from its journal alone.
///
///  * Its steady state did not hold: inconclusive, whatever else happened.
///  * A target was missed, and that miss is not a known one: missed.
///  * A target without data or too close to call, a fault that touched nothing, a metric that never
///  had a sample, a run
///    that was cut short, not a single request, no target at all: inconclusive.
///  * Else met.
Assessment assess(const Journal& journal);

}  // namespace firedrill
