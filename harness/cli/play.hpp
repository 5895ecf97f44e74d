#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/control/rule_outcomes.hpp"
#include "harness/core/result.hpp"
#include "harness/journal/journal.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::cli {

struct PlayOptions {
  std::uint64_t seed = 1;
  std::string without = {};  ///< id of the step that was left out, for the journal's header
  /// Hears each line of the journal as it is written; may be empty.
  std::function<void(std::string_view line)> on_line = {};
  /// Hears of each message of the user's Alertmanager, as Receivers write it down; may be empty.
  std::function<void(std::string_view line)> on_message = {};
  /// Hears at the end what became of each rule; may be empty.
  std::function<void(std::vector<control::RuleOutcome>)> on_rules = {};
  /// Asked every now and then: true ends the run early, and its journal is incomplete.
  std::function<bool()> interrupted = {};
};

/// Plays a scenario in virtual time. The journal is a pure function of the scenario, the seed and
/// the program's version.
Journal play(const Scenario& scenario, const PlayOptions& options);

}  // namespace firedrill::cli
