#include "harness/control/judge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/assess.hpp"
#include "harness/journal/target_text.hpp"

namespace firedrill::control {
namespace {

/// Adds a tally for each inject step, in the order of the scenario, whether it
/// ever ran or not.
void add_planned(const std::vector<Step>& steps, std::vector<FaultTally>& tallies) {
  for (const Step& step : steps) {
    const auto* inject = step.action ? std::get_if<actions::Inject>(&*step.action) : nullptr;
    if (inject != nullptr) {
      const auto found = std::find_if(tallies.begin(), tallies.end(), [&](const FaultTally& tally) {
        return tally.id == step.id;
      });
      if (found == tallies.end()) {
        tallies.push_back(
            {.id = step.id, .kind = std::string(kind_of(inject->fault)), .planned = 1});
      } else {
        found->planned = std::max<std::uint64_t>(found->started, 1);
      }
    }
    add_planned(step.steps, tallies);
  }
}

/// When a target's fate was sealed: its clock ended, or its limit passed.
Instant decided_at(const TargetResult& result, const Journal& journal) {
  const auto* rule = std::get_if<DurationTarget>(&result.definition.rule);
  if (rule == nullptr || !result.actual) {
    return journal.footer.ended;
  }
  const Duration until =
      result.status == TargetStatus::met ? *result.actual : std::min(*result.actual, rule->within);
  return std::min(result.clock_start + until, journal.footer.ended);
}

}  // namespace

void complete_fault_tallies(Journal& journal, const Scenario& scenario) {
  std::map<EventId, std::uint64_t> observed;
  for (const TrafficRecord& record : journal.traffic) {
    for (const CauseTally& tally : record.causes) {
      observed[tally.cause] += tally.bad + tally.other;
    }
  }
  std::vector<FaultTally>& tallies = journal.footer.faults;
  add_planned(scenario.script, tallies);
  add_planned(scenario.response, tallies);
  for (FaultTally& tally : tallies) {
    const auto found = observed.find(tally.injected_by);
    tally.observed =
        tally.injected_by == EventId::none || found == observed.end() ? 0 : found->second;
  }
}

void record_targets(Timeline& timeline, const Journal& journal) {
  for (const TargetResult& result : assess(journal).targets) {
    if (result.status == TargetStatus::no_data) {
      continue;
    }
    const bool met = result.status == TargetStatus::met;
    timeline.record_past(
        {.type = met ? EventType::target_met : EventType::target_missed,
         .what = fmt::format("{} {}", result.definition.name, met ? "met" : "missed"),
         .cause = result.to,
         .subject = result.definition.name,
         .by = "judge",
         .outcome = std::string(to_string(result.status))},
        decided_at(result, journal));
  }
}

}  // namespace firedrill::control
