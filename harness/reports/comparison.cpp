#include "harness/reports/comparison.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "harness/journal/assess.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::reports {
namespace {

std::string_view word(TargetStatus status) {
  if (status == TargetStatus::too_close) {
    return "too close";
  }
  return status == TargetStatus::no_data ? "no data" : to_string(status);
}

/// "  detect: met -> no data (impact_started never happened)", a line each. Both runs have the same
/// targets, in the order of the scenario.
std::string changed_targets(const Assessment& with, const Assessment& without) {
  std::string lines;
  for (std::size_t at = 0; at < std::min(with.targets.size(), without.targets.size()); ++at) {
    const TargetResult& before = with.targets[at];
    const TargetResult& after = without.targets[at];
    if (before.status != after.status) {
      lines += fmt::format("  {}: {} -> {}{}\n",
                           escape_terminal(before.definition.name),
                           word(before.status),
                           word(after.status),
                           after.why.empty() ? "" : " (" + escape_terminal(after.why) + ")");
    }
  }
  return lines;
}

/// What the two verdicts say about the step.
std::string conclusion(const std::string& step,
                       const Assessment& with,
                       const Assessment& without,
                       bool targets_changed) {
  if (with.verdict != RunVerdict::met) {
    return fmt::format("with {} the verdict is {} already: nothing can be concluded about the step",
                       step,
                       to_string(with.verdict));
  }
  const std::string changes = fmt::format(
      "without {} the verdict changes from met to {}: ", step, to_string(without.verdict));
  switch (without.verdict) {
    case RunVerdict::missed:
      return changes + "the drill tests it";
    case RunVerdict::inconclusive:
      return changes + (without.doubts.empty() ? "the drill lost its data"
                                               : escape_terminal(without.doubts.front()));
    case RunVerdict::met:
      break;
  }
  return targets_changed
             ? fmt::format("with {} and without it the verdict is met, but not every target", step)
             : fmt::format(
                   "THIS DRILL PROVES NOTHING ABOUT {}: with it and without it the verdict "
                   "is met",
                   step);
}

}  // namespace

std::string comparison(const Journal& with, const Journal& without) {
  const Assessment before = assess(with);
  const Assessment after = assess(without);
  const std::string changed = changed_targets(before, after);
  const std::string step = quote(without.header.without);
  return conclusion(step, before, after, !changed.empty()) + "\n" + changed;
}

}  // namespace firedrill::reports
