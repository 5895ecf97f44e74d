#include "harness/journal/assess.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/journal/behind_schedule.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/measure.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {
namespace {

constexpr std::array<std::string_view, 4> status_names{"met", "missed", "no_data", "too_close"};
constexpr std::array<std::string_view, 3> verdict_names{"met", "missed", "inconclusive"};

/// A run whose steady state did not hold was never played: its counts of nothing are no data.
bool was_played(const Journal& journal) {
  return first_event(journal, EventType::steady_state_failed) == nullptr;
}

std::vector<TargetResult> measure_nothing(const Journal& journal) {
  std::vector<TargetResult> results;
  for (const TargetDefinition& target : journal.header.targets) {
    results.push_back({.definition = target, .why = "the steady state did not hold"});
  }
  return results;
}

std::vector<TargetResult> measure_all(const Journal& journal) {
  const IncidentCounts counts = count(journal, impact_windows(journal));
  std::vector<TargetResult> results;
  for (const TargetDefinition& target : journal.header.targets) {
    results.push_back(std::visit(Overloaded{[&](const DurationTarget& rule) {
                                              return measure_duration(journal, target, rule);
                                            },
                                            [&](const QuantityTarget& rule) {
                                              return measure_quantity(
                                                  journal, counts, target, rule);
                                            }},
                                 target.rule));
  }
  doubt_close_calls(journal, results);
  return results;
}

/// With the event's own sentence, for the types that make a run inconclusive by themselves.
void add_events(const Journal& journal,
                EventType type,
                std::string_view lead,
                std::vector<std::string>& reasons) {
  for (const Event& event : journal.events) {
    if (event.type == type) {
      reasons.push_back(fmt::format("{}: {}", lead, event.what));
    }
  }
}

/// Targets that lack the same thing are one reason. Those that are too close come behind them.
std::vector<std::string> open_questions(const std::vector<TargetResult>& targets) {
  std::vector<std::string> reasons;
  std::vector<std::pair<std::string, std::string>> names_by_why;
  for (const TargetResult& target : targets) {
    if (target.status != TargetStatus::no_data) {
      continue;
    }
    const auto same = std::find_if(names_by_why.begin(),
                                   names_by_why.end(),
                                   [&](const auto& entry) { return entry.first == target.why; });
    if (same == names_by_why.end()) {
      names_by_why.emplace_back(target.why, target.definition.name);
    } else {
      same->second += ", " + target.definition.name;
    }
  }
  for (const auto& [why, names] : names_by_why) {
    const bool several = names.find(", ") != std::string::npos;
    reasons.push_back(fmt::format("{} {} no data: {}", names, several ? "have" : "has", why));
  }
  for (const TargetResult& target : targets) {
    if (target.status == TargetStatus::too_close) {
      reasons.push_back(sentence(target));
    }
  }
  return reasons;
}

/// Steps of the script that never began: what the run was to survive did not happen.
void add_idle_changes(const Journal& journal, std::vector<std::string>& reasons) {
  for (const Event& event : journal.events) {
    if (event.type == EventType::step_not_started && event.by == "script" &&
        event.outcome == "never_triggered") {
      reasons.push_back(event.what);
    }
  }
}

void add_idle_faults(const Journal& journal, std::vector<std::string>& reasons) {
  std::size_t idle = 0;
  for (const FaultTally& fault : journal.footer.faults) {
    if (fault.touched_nothing() && ++idle <= most_idle_faults_named) {
      reasons.push_back(fmt::format("fault {} ({}) touched nothing", fault.id, fault.kind));
    }
  }
  if (idle > most_idle_faults_named) {
    reasons.push_back(fmt::format("{} more faults touched nothing", idle - most_idle_faults_named));
  }
}

/// Whatever keeps the whole run from proving anything. Of a run that was never played it is not
/// said that nothing happened in it.
std::vector<std::string> doubts(const Journal& journal, const std::vector<TargetResult>& targets) {
  std::vector<std::string> reasons;
  const bool played = was_played(journal);
  add_events(journal, EventType::steady_state_failed, "the steady state did not hold", reasons);
  if (!journal.complete) {
    reasons.emplace_back("the run was cut short");
  }
  if (played) {
    add_idle_faults(journal, reasons);
  }
  add_events(journal, EventType::metric_without_data, "a metric without data", reasons);
  add_events(journal, EventType::query_failed, "a query failed", reasons);
  if (played) {
    add_idle_changes(journal, reasons);
  }
  if (played && total_traffic(journal).requests() == 0) {
    reasons.emplace_back("not a single request was made");
  }
  if (targets.empty()) {
    reasons.emplace_back("the scenario has no target");
  }
  return reasons;
}

std::vector<std::string> misses(const std::vector<TargetResult>& targets) {
  std::vector<std::string> reasons;
  for (const TargetResult& target : targets) {
    if (target.status == TargetStatus::missed) {
      const std::string& ticket = target.definition.known_miss;
      reasons.push_back(sentence(target) + (ticket.empty() ? "" : "; known miss: " + ticket));
    }
  }
  return reasons;
}

}  // namespace

std::string_view to_string(TargetStatus status) {
  return status_names.at(static_cast<std::size_t>(status));
}

std::string_view to_string(RunVerdict verdict) {
  return verdict_names.at(static_cast<std::size_t>(verdict));
}

std::size_t Assessment::met() const {
  const auto is_met = [](const TargetResult& one) { return one.status == TargetStatus::met; };
  return static_cast<std::size_t>(std::count_if(targets.begin(), targets.end(), is_met));
}

Assessment assess(const Journal& journal) {
  Assessment assessment;
  const bool played = was_played(journal);
  assessment.targets = played ? measure_all(journal) : measure_nothing(journal);
  assessment.doubts = doubts(journal, assessment.targets);
  assessment.reasons = misses(assessment.targets);
  const std::vector<std::string> open =
      played ? open_questions(assessment.targets) : std::vector<std::string>{};  // said once above
  for (const std::vector<std::string>* more : {&std::as_const(assessment).doubts, &open}) {
    assessment.reasons.insert(assessment.reasons.end(), more->begin(), more->end());
  }
  const bool missed = std::any_of(
      assessment.targets.begin(), assessment.targets.end(), [](const TargetResult& target) {
        return target.status == TargetStatus::missed && !target.excused();
      });
  if (!played) {
    assessment.verdict = RunVerdict::inconclusive;
  } else if (missed) {
    assessment.verdict = RunVerdict::missed;
  } else {
    const bool conclusive = assessment.doubts.empty() && open.empty();
    assessment.verdict = conclusive ? RunVerdict::met : RunVerdict::inconclusive;
  }
  return assessment;
}

}  // namespace firedrill
