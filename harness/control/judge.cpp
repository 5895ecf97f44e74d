#include "harness/control/judge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/assess.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"

namespace firedrill::control {
namespace {

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

/// What sealed it: the end of its clock, or where that came too late or never, its start.
EventId sealed_by(const TargetResult& result, const Journal& journal, Instant decided) {
  const Event* end = find_event(journal, result.to);
  return end != nullptr && end->happened <= decided ? result.to : result.from;
}

}  // namespace

void complete_fault_tallies(Journal& journal, const std::vector<FaultTally>& planned) {
  std::map<EventId, std::uint64_t> observed;
  for (const TrafficRecord& record : journal.traffic) {
    for (const CauseTally& tally : record.causes) {
      observed[tally.cause] += tally.bad + tally.other;
    }
  }
  std::map<std::string_view, const FaultTally*> carried_out;
  for (const FaultTally& tally : journal.footer.faults) {
    carried_out[tally.id] = &tally;
  }
  std::vector<FaultTally> tallies = planned;
  for (FaultTally& tally : tallies) {
    if (const auto done = carried_out.find(tally.id); done != carried_out.end()) {
      tally.started = done->second->started;
      tally.injected = done->second->injected;
      tally.observed = done->second->observed;  // of the response: no client sees it
      tally.suppressed_by = done->second->suppressed_by;
    }
    const auto found = observed.find(tally.injected_by);
    if (tally.injected_by != EventId::none && found != observed.end()) {
      tally.observed = found->second;
    }
  }
  journal.footer.faults = std::move(tallies);
}

void record_targets(Timeline& timeline, const Journal& journal) {
  for (const TargetResult& result : assess(journal).targets) {
    if (result.status != TargetStatus::met && result.status != TargetStatus::missed) {
      continue;
    }
    const bool met = result.status == TargetStatus::met;
    const Instant decided = decided_at(result, journal);
    timeline.record_past(
        {.type = met ? EventType::target_met : EventType::target_missed,
         .what = fmt::format("{} {}", result.definition.name, met ? "met" : "missed"),
         .cause = sealed_by(result, journal, decided),
         .subject = result.definition.name,
         .by = "judge",
         .outcome = std::string(to_string(result.status))},
        decided);
  }
}

}  // namespace firedrill::control
