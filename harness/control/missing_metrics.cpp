#include "harness/control/missing_metrics.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/promql/ast.hpp"
#include "harness/promql/labels.hpp"
#include "harness/scenario/queries.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::control {
namespace {

/// A selector by an exact name that asks for labels too.
struct Wanted {
  std::string name;
  promql::Equalities labels;

  std::string to_string() const {
    std::vector<std::string> parts;
    for (const auto& [label, value] : labels) {
      parts.push_back(fmt::format("{}={}", label, quote(value)));
    }
    return fmt::format("{}{{{}}}", name, fmt::join(parts, ","));
  }
};

/// One for each selector of which something can be told.
std::vector<Wanted> wanted_by(const promql::Expression& expression) {
  std::vector<Wanted> all;
  for (const promql::VectorSelector* selector : promql::selectors(expression)) {
    Wanted wanted;
    for (const promql::Matcher& matcher : selector->matchers) {
      if (matcher.operation != promql::MatchOperator::equal) {
        continue;
      }
      if (matcher.label == promql::name_label) {
        wanted.name = matcher.value;
      } else {
        wanted.labels.emplace_back(matcher.label, matcher.value);
      }
    }
    if (!wanted.name.empty() && !wanted.labels.empty()) {
      std::sort(wanted.labels.begin(), wanted.labels.end());
      all.push_back(std::move(wanted));
    }
  }
  return all;
}

}  // namespace

void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store) {
  for_each_query(scenario, [&](const QueryUse& use) {
    for (const std::string& name : promql::metric_names(use.query)) {
      if (!store.has_metric(name)) {
        timeline.record(
            {.type = use.by == "rule_file" ? EventType::rule_without_data
                                           : EventType::metric_without_data,
             .what = fmt::format("{} reads {}, which never had a sample", use.reader, name),
             .subject = std::string(use.reader),
             .by = std::string(use.by),
             .details = {{"metric", name}}});
      }
    }
  });
}

void watch_selectors(std::span<const rules::RuleGroup> groups, promql::SampleStore& store) {
  for (const rules::RuleGroup& group : groups) {
    for (const rules::Rule& rule : group.rules) {
      for (Wanted& wanted : wanted_by(rule.query)) {
        store.watch(wanted.name, std::move(wanted.labels));
      }
    }
  }
}

std::vector<std::string> missing_data(const promql::Expression& expression,
                                      const promql::SampleStore& store) {
  std::vector<std::string> missing;
  for (std::string& name : promql::metric_names(expression)) {
    if (!store.has_metric(name)) {
      missing.push_back(std::move(name));
    }
  }
  for (const Wanted& wanted : wanted_by(expression)) {
    const bool is_missing =
        store.has_metric(wanted.name) && store.has_missed(wanted.name, wanted.labels);
    std::string text = wanted.to_string();
    if (is_missing && std::find(missing.begin(), missing.end(), text) == missing.end()) {
      missing.push_back(std::move(text));
    }
  }
  return missing;
}

}  // namespace firedrill::control
