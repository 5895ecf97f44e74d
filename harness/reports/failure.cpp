#include "harness/reports/failure.hpp"

#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/journal/breakdown.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/position.hpp"

namespace firedrill::reports {
namespace {

SourceText source_of(const Journal& journal, const FailureOptions& options) {
  return SourceText(scenario_file(journal.header, options.file), journal.header.scenario_text);
}

std::string qualified(EventType type, const std::string& of) {
  return std::string(to_string(type)) + (of.empty() ? "" : " of " + of);
}

std::string expected(const TargetDefinition& target) {
  const auto duration = [&](const DurationTarget& rule) {
    std::string text = qualified(rule.to, rule.to_of);
    text += rule.by.empty() ? "" : " by " + rule.by;
    const bool lower = rule.at_least > Duration::zero();
    text += (lower ? " " : " within ") + limit_text(target) + (lower ? " after " : " of ");
    text += rule.from_start ? "the start" : qualified(rule.from, rule.from_of);
    return text;
  };
  return std::visit(Overloaded{duration, [&](const QuantityTarget&) { return limit_text(target); }},
                    target.rule);
}

/// "over 30m, from t+15m to the end of the run".
std::string actual(const Journal& journal, const TargetResult& target) {
  std::string text = actual_text(target);
  if (!target.actual) {
    return text + (target.why.empty() ? "" : ": " + target.why);
  }
  const Event* to = find_event(journal, target.to);
  text += ", from " + since_start(target.clock_start) + " to ";
  return text + (to == nullptr ? "the end of the run" : since_start(to->happened));
}

void add_notes(const Journal& journal,
               const TargetResult& target,
               std::vector<std::string>& notes) {
  notes.push_back("actual: " + actual(journal, target));
  const std::vector<TimeShare> shares = where_time_went(journal, target);
  if (!shares.empty()) {
    notes.push_back("where the time went: " + to_text(shares));
  }
  const auto* rule = std::get_if<DurationTarget>(&target.definition.rule);
  if (rule != nullptr && target.status == TargetStatus::missed && rule->within != Duration::max()) {
    const Event* last = last_event_by(journal, target.clock_start + rule->within);
    if (last != nullptr) {
      notes.push_back(fmt::format(
          "last event before the limit: {} {}", since_start(last->happened), last->what));
    }
  }
  if (target.excused()) {
    notes.push_back("known miss: " + target.definition.known_miss);
  }
}

}  // namespace

std::string failure(const Journal& journal,
                    const TargetResult& target,
                    const FailureOptions& options) {
  const SourceText source = source_of(journal, options);
  const bool error = target.status == TargetStatus::missed && !target.excused();
  Diagnostic diagnostic{.severity = error ? Severity::error : Severity::warning,
                        .message = sentence(target),
                        .span = {target.definition.source.begin, target.definition.source.end},
                        .label = "expected: " + expected(target.definition)};
  add_notes(journal, target, diagnostic.notes);
  return render(diagnostic, source, {.color = options.color, .columns = options.columns});
}

}  // namespace firedrill::reports
