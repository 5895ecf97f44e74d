#include "harness/journal/measure.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/journal/detector.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/text/duration.hpp"

namespace firedrill {
namespace {

/// A stage of a change that then came to nothing, or was turned down.
bool is_in_vain(const Journal& journal, const Event& stage) {
  const auto end =
      std::find_if(journal.events.begin(), journal.events.end(), [&](const Event& event) {
        return event.id > stage.id && event.step == stage.step && !event.outcome.empty();
      });
  return end != journal.events.end() && (end->outcome == "refused" || end->outcome == "no_effect");
}

/// What was tried and did not succeed has not come to its end.
bool is_end(const Journal& journal, const DurationTarget& rule, const Event& event) {
  const bool failed =
      !event.outcome.empty() && event.outcome != "ok" && event.type != EventType::action_refused;
  if (event.type == EventType::rollout_step && is_in_vain(journal, event)) {
    return false;
  }
  return event.type == rule.to && !failed && is_about(event, rule.to_of) &&
         is_by(journal, event, rule.by);
}

/// The earliest end that is not before the start of the clock.
const Event* first_end(const Journal& journal,
                       const DurationTarget& rule,
                       const Event* from,
                       Instant start) {
  const Event* first = nullptr;
  for (const Event& event : journal.events) {
    const bool earlier = first == nullptr || event.happened < first->happened;
    if (event.happened >= start && &event != from && earlier && is_end(journal, rule, event)) {
      first = &event;
    }
  }
  return first;
}

/// The last `mitigated` of the impact that the first one belongs to: clients who were hurt again
/// before they recovered had not been helped.
const Event* last_mitigation(const Journal& journal, const Event& first) {
  const Event* last = &first;
  for (const Event& event : journal.events) {
    if (event.id <= first.id) {
      continue;
    }
    if (event.type == EventType::recovered || event.type == EventType::impact_started) {
      break;
    }
    last = event.type == EventType::mitigated ? &event : last;
  }
  return last;
}

/// An alert that fired before the impact, but not before what led to it, and fires still, or the
/// page it has led to. Of several the one whose alert has fired longest.
const Event* standing_end(const Journal& journal, const DurationTarget& rule, const Event& impact) {
  const Instant start = impact.happened;
  const Instant not_before = beginning_of_causes(journal, impact);
  std::map<EventId, std::size_t> standing;  // the alerts, and their order
  for (const Firing& firing : firings(journal)) {
    if (firing.begin >= not_before && firing.begin <= start && firing.end > start &&
        tells_of_later_impact(*firing.event)) {
      standing.emplace(firing.event->id, standing.size());
    }
  }
  const Event* end = nullptr;
  std::size_t oldest = standing.size();
  for (const Event& event : journal.events) {
    if (standing.empty() || event.happened > start || !is_end(journal, rule, event)) {
      continue;
    }
    for (const Event* link : chain_of_causes(journal, event)) {
      const auto alert = standing.find(link->id);
      if (alert != standing.end() && alert->second < oldest) {
        oldest = alert->second;
        end = &event;
      }
    }
  }
  return end;
}

bool can_stand(const DurationTarget& rule) {
  return rule.from == EventType::impact_started && !rule.from_start &&
         (rule.to == EventType::alert_firing || rule.to == EventType::page_delivered);
}

Duration margin_of(const DurationTarget& rule, Duration actual) {
  const Duration above = actual - rule.at_least;
  if (rule.within == Duration::max()) {
    return above;
  }
  const Duration below = rule.within - actual;
  return rule.at_least > Duration::zero() ? std::min(above, below) : below;
}

void measure_censored(const Journal& journal, const DurationTarget& rule, TargetResult& result) {
  const Duration elapsed = end_of(journal) - result.clock_start;
  const bool unlimited = rule.within == Duration::max();
  if (unlimited ? elapsed < rule.at_least : elapsed <= rule.within) {
    result.why = fmt::format("the run ended {} after {}, before {} and before the limit",
                             brief(elapsed),
                             rule.from_start ? "t = 0" : to_string(rule.from),
                             to_string(rule.to));
    return;
  }
  result.censored = true;
  result.status = unlimited ? TargetStatus::met : TargetStatus::missed;
  result.actual = elapsed;
  result.margin = unlimited ? elapsed - rule.at_least : rule.within - elapsed;
}

/// What stops the clock; null: nothing did.
const Event* end_of_clock(const Journal& journal,
                          const DurationTarget& rule,
                          const Event* from,
                          Instant start) {
  const Event* standing = can_stand(rule) ? standing_end(journal, rule, *from) : nullptr;
  if (standing != nullptr) {
    return standing;
  }
  const Event* first = first_end(journal, rule, from, start);
  return first != nullptr && first->type == EventType::mitigated ? last_mitigation(journal, *first)
                                                                 : first;
}

/// Names whoever was first, if it was not whom the target asks for.
void name_others(const Journal& journal,
                 const DurationTarget& rule,
                 const Event* from,
                 TargetResult& result) {
  DurationTarget by_anybody = rule;
  by_anybody.by.clear();
  const Event* to = end_of_clock(journal, by_anybody, from, result.clock_start);
  if (result.status == TargetStatus::missed && to != nullptr && to->id != result.to) {
    result.instead = Instead{.event = to->id,
                             .after = std::max(to->happened - result.clock_start, Duration::zero()),
                             .by = who_did(journal, *to)};
  }
}

void measure_clock(const Journal& journal,
                   const DurationTarget& rule,
                   const Event* from,
                   TargetResult& result) {
  const Event* to = end_of_clock(journal, rule, from, result.clock_start);
  if (to == nullptr) {
    measure_censored(journal, rule, result);
    return;
  }
  result.to = to->id;
  result.actual = std::max(to->happened - result.clock_start, Duration::zero());
  result.margin = margin_of(rule, *result.actual);
  result.status = *result.margin < Duration::zero() ? TargetStatus::missed : TargetStatus::met;
}

TargetResult measure_once(const Journal& journal,
                          const TargetDefinition& definition,
                          const DurationTarget& rule,
                          const Event* from) {
  TargetResult result{.definition = definition};
  result.from = from == nullptr ? EventId::none : from->id;
  result.clock_start = from == nullptr ? Instant{} : from->happened;
  measure_clock(journal, rule, from, result);
  name_others(journal, rule, from, result);
  return result;
}

/// Missed before without data before met; of two alike, the one with less margin.
bool worse(const TargetResult& left, const TargetResult& right) {
  const auto rank = [](const TargetResult& result) {
    constexpr std::array ranks{2, 0, 1, 1};  // met, missed, no_data, too_close
    return ranks.at(static_cast<std::size_t>(result.status));
  };
  if (rank(left) != rank(right)) {
    return rank(left) < rank(right);
  }
  return left.margin.value_or(Duration::zero()) < right.margin.value_or(Duration::zero());
}

bool holds_for_every_impact(const DurationTarget& rule) {
  return rule.from == EventType::impact_started &&
         (rule.to == EventType::alert_firing || rule.to == EventType::page_delivered ||
          rule.to == EventType::mitigated || rule.to == EventType::recovered);
}

}  // namespace

TargetResult measure_duration(const Journal& journal,
                              const TargetDefinition& definition,
                              const DurationTarget& rule) {
  if (rule.from_start) {
    return measure_once(journal, definition, rule, nullptr);
  }
  std::optional<TargetResult> worst;
  for (const Event* event : by_time(journal)) {
    if (event->type != rule.from || !is_about(*event, rule.from_of)) {
      continue;
    }
    TargetResult result = measure_once(journal, definition, rule, event);
    if (!holds_for_every_impact(rule)) {
      return result;
    }
    if (!worst || worse(result, *worst)) {
      worst = std::move(result);
    }
  }
  if (worst) {
    return *worst;
  }
  TargetResult none{.definition = definition};
  none.why = fmt::format("{}{} never happened",
                         to_string(rule.from),
                         rule.from_of.empty() ? "" : " of " + rule.from_of);
  return none;
}

TargetResult measure_quantity(const Journal& journal,
                              const IncidentCounts& counts,
                              const TargetDefinition& definition,
                              const QuantityTarget& rule) {
  TargetResult result{.definition = definition};
  const std::uint64_t requests = counts.traffic.answered();
  if (rule.quantity == Quantity::failed_requests && requests == 0) {
    result.why = "not a single request was answered";
    return result;
  }
  const std::array values{counts.pages,
                          counts.false_pages,
                          counts.missed_detections,
                          counts.traffic.bad,
                          counts.impact_windows};  // in the order of Quantity
  const auto count = static_cast<double>(values.at(static_cast<std::size_t>(rule.quantity)));
  const double actual = rule.ratio ? count / static_cast<double>(requests) : count;
  const bool too_many = rule.at_most && actual > *rule.at_most;
  const bool too_few = rule.at_least && actual < *rule.at_least;
  if (!journal.complete && !too_many && (too_few || rule.at_most)) {
    result.why = "the run was cut short";
    return result;
  }
  result.actual_count = actual;
  if (rule.at_most) {
    result.margin_count = *rule.at_most - actual;
  }
  if (rule.at_least) {
    const double above = actual - *rule.at_least;
    result.margin_count = std::min(result.margin_count.value_or(above), above);
  }
  result.status = too_many || too_few ? TargetStatus::missed : TargetStatus::met;
  return result;
}

}  // namespace firedrill
