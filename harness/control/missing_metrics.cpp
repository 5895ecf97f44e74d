#include "harness/control/missing_metrics.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/promql/ast.hpp"
#include "harness/promql/labels.hpp"
#include "harness/scenario/queries.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::control {
namespace {

constexpr std::string_view rule_file = "rule_file";  // QueryUse::by
/// How many rules without data a run names one by one.
constexpr std::size_t most_rules_named = 10;

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

using Selectors = std::vector<const promql::VectorSelector*>;

/// One for each selector of which something can be told.
std::vector<Wanted> wanted_by(const Selectors& selectors) {
  std::vector<Wanted> all;
  for (const promql::VectorSelector* selector : selectors) {
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

/// The metrics that they name and that never had a sample.
std::vector<std::string> missing_names(const Selectors& selectors,
                                       const promql::SampleStore& store) {
  std::vector<std::string> names = promql::metric_names(selectors);
  std::erase_if(names, [&](const std::string& name) { return store.has_metric(name); });
  return names;
}

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// What they ask for and never had a sample.
std::vector<std::string> missing_of(const Selectors& selectors, const promql::SampleStore& store) {
  std::vector<std::string> missing = missing_names(selectors, store);
  for (const Wanted& wanted : wanted_by(selectors)) {
    const bool is_missing =
        store.has_metric(wanted.name) && store.has_missed(wanted.name, wanted.labels);
    std::string text = wanted.to_string();
    if (is_missing && !contains(missing, text)) {
      missing.push_back(std::move(text));
    }
  }
  return missing;
}

Event rules_lacking_data(std::size_t count) {
  return {.type = EventType::rule_without_data,
          .what = fmt::format("{} rules of rule files read what never had a sample: `firedrill "
                              "rules coverage` names them",
                              count),
          .by = std::string(rule_file),
          .details = {{"rules", fmt::to_string(count)}}};
}

}  // namespace

void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store) {
  std::vector<Event> rules;
  std::size_t rules_without_data = 0;
  for_each_query(scenario, [&](const QueryUse& use) {
    const bool is_of_file = use.by == rule_file;
    const std::vector<std::string> missing =
        is_of_file ? missing_data(use.query, store)
                   : missing_names(promql::selectors(use.query), store);
    if (is_of_file && !missing.empty()) {
      ++rules_without_data;
    }
    for (const std::string& what : missing) {
      Event event{
          .type = is_of_file ? EventType::rule_without_data : EventType::metric_without_data,
          .what = fmt::format("{} reads {}, which never had a sample", use.reader, what),
          .subject = std::string(use.reader),
          .by = std::string(use.by),
          .details = {{"metric", what}}};
      if (is_of_file) {
        rules.push_back(std::move(event));
      } else {
        timeline.record(std::move(event));
      }
    }
  });
  if (rules_without_data > most_rules_named) {
    timeline.record(rules_lacking_data(rules_without_data));
    return;
  }
  for (Event& event : rules) {
    timeline.record(std::move(event));
  }
}

void watch_selectors(std::span<const rules::RuleGroup> groups, promql::SampleStore& store) {
  for (const rules::RuleGroup& group : groups) {
    for (const rules::Rule& rule : group.rules) {
      for (const Selectors& selectors :
           {promql::selectors(rule.query), promql::selectors_of_absence(rule.query)}) {
        for (Wanted& wanted : wanted_by(selectors)) {
          store.watch(wanted.name, std::move(wanted.labels));
        }
      }
    }
  }
}

std::vector<std::string> missing_data(const promql::Expression& expression,
                                      const promql::SampleStore& store) {
  std::vector<std::string> missing = missing_of(promql::selectors(expression), store);
  for (std::string& text : missing_of(promql::selectors_of_absence(expression), store)) {
    if (!contains(missing, text)) {
      missing.push_back(std::move(text));
    }
  }
  return missing;
}

bool rests_on_absence(const promql::Expression& expression, const promql::SampleStore& store) {
  const Selectors present = promql::selectors(expression);
  return !missing_of(promql::selectors_of_absence(expression), store).empty() &&
         std::none_of(present.begin(), present.end(), [&](const promql::VectorSelector* selector) {
           return missing_of({selector}, store).empty();
         });
}

}  // namespace firedrill::control
