#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/suppression.hpp"
#include "harness/journal/target.hpp"
#include "harness/journal/traffic.hpp"

namespace firedrill {

/// When impact opens and closes (the scenario's "impact"; defaults from docs/scenario-format.md).
struct ImpactRule {
  Duration window = std::chrono::seconds{10};  ///< incident clock, whole seconds
  std::uint64_t at_least_bad = 5;              ///< bad responses in a window
  double above_ratio = 0.02;                   ///< share of bad responses, exclusive
  Duration recovered_after = std::chrono::minutes{1};
};

/// Files that a run depends on: the name inside the scenario, and the bytes' SHA-256 in hex.
using JournalInputs = std::vector<std::pair<std::string, std::string>>;

/// Line 1 of a journal: all that was fixed before the first event, enough to rebuild every report.
struct JournalHeader {
  std::string firedrill;  ///< version of the program
  std::string scenario;   ///< name
  std::string title;
  std::string scenario_text;  ///< the file's bytes
  JournalInputs inputs;       ///< the scenario file first, then every other input
  std::uint64_t seed = 1;
  std::string clock = "virtual";  ///< or "live"
  double speed = 1;
  std::int64_t starts_at_unix_ns = 0;  ///< t = 0 of the run
  int utc_offset_minutes = 0;          ///< the scenario's own zone
  Duration lasts{};
  ImpactRule impact;
  std::vector<std::string> populations;
  std::vector<TargetDefinition> targets;
  std::string without;           ///< id of the step left out by --without
  bool allows_commands = false;  ///< --allow-commands was given, and needed
};

/// How often a fault was to act, acted, was seen by clients, and came too late to act.
struct FaultTally {
  std::string id;
  std::string kind;
  EventId injected_by = EventId::none;  ///< the fault_injected event
  std::uint64_t planned = 0;            ///< injections the scenario asked for
  std::uint64_t started = 0;            ///< injections carried out
  std::uint64_t injected = 0;           ///< requests (or processes) that it changed
  std::uint64_t observed = 0;           ///< client responses that carried its id
  Suppressions suppressed_by = {};  ///< what it would have changed: others had ended that before

  std::uint64_t suppressed() const { return total(suppressed_by); }

  /// It met nothing to act on: the run proves nothing of it.
  bool touched_nothing() const { return planned > 0 && injected == 0 && suppressed_by.empty(); }

  /// It met what it is about, and other faults left it nothing to change.
  bool was_hidden() const { return injected == 0 && !suppressed_by.empty(); }
};

/// So many faults that touched nothing are named; of more only their number is told.
inline constexpr std::size_t most_idle_faults_named = 10;

/// How long processes took from their start to their first 200: wall time, without `startup`.
struct ProcessStarts {
  std::uint64_t count = 0;
  Duration p50{};
  Duration p99{};
};

/// The last line of a complete journal.
struct JournalFooter {
  Instant ended{};
  std::string digest;  ///< 16 hex digits over every task of the run
  std::uint64_t tasks = 0;
  std::vector<FaultTally> faults = {};
  std::optional<ProcessStarts> starts = {};  ///< of a live run in which any were started
};

/// A whole run as a value: what was read from journal.jsonl or recorded in memory.
struct Journal {
  JournalHeader header;
  std::vector<Event> events;           ///< by id; known times never fall
  std::vector<TrafficRecord> traffic;  ///< by second
  JournalFooter footer;
  bool complete = false;  ///< the footer was written: the run was not cut short
};

}  // namespace firedrill
