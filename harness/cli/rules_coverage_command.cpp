#include <algorithm>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/interrupt.hpp"
#include "harness/cli/load.hpp"
#include "harness/cli/play.hpp"
#include "harness/cli/rules_commands.hpp"
#include "harness/control/rule_outcomes.hpp"
#include "harness/reports/grid.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

using control::Alerts;
using control::RuleOutcome;
using rules::Rule;

/// What all drills together showed of a rule; a later one wins over an earlier.
enum class Coverage : std::uint8_t {
  ignored,
  failed,
  no_data,
  quiet,
  pending,
  covered  ///< it fired, or recorded something
};

/// One rule of all the scenarios that have it.
struct Row {
  Rule rule;
  Coverage coverage = Coverage::ignored;
  std::vector<std::string> scenarios = {};  ///< in which it came as far as that
  /// What it reads and no scenario that evaluates it has.
  std::set<std::string> missing = {};
};

/// Two rules are one if they have this in common, whichever scenario brings them.
using Key = std::tuple<std::string, Rule::Kind, std::string, std::string, rules::Texts>;

class CoverageTable {
 public:
  void add(const Scenario& scenario, const std::vector<RuleOutcome>& outcomes) {
    for (const RuleOutcome& outcome : outcomes) {
      add(scenario, outcome.group, outcome.rule, coverage_of(outcome), outcome.missing_metrics);
    }
    for (const rules::RuleGroup& group : scenario.ignored_rules) {
      for (const Rule& rule : group.rules) {
        add(scenario, group.name, rule, Coverage::ignored, {});
      }
    }
  }

  const std::vector<Row>& rows() const { return rows_; }

 private:
  static Coverage coverage_of(const RuleOutcome& outcome) {
    if (outcome.rests_on_absence) {
      return Coverage::no_data;
    }
    if (outcome.recorded || outcome.reached == Alerts::Reached::firing) {
      return Coverage::covered;
    }
    if (outcome.reached == Alerts::Reached::pending) {
      return Coverage::pending;
    }
    if (outcome.failed) {
      return Coverage::failed;
    }
    return outcome.missing_metrics.empty() ? Coverage::quiet : Coverage::no_data;
  }

  void add(const Scenario& scenario,
           const std::string& group,
           const Rule& rule,
           Coverage coverage,
           const std::vector<std::string>& missing) {
    const Key key(group, rule.kind, rule.name, rule.text, rule.labels);
    const auto [known, is_new] = places_.emplace(key, rows_.size());
    if (is_new) {
      rows_.push_back({.rule = rule});
    }
    Row& row = rows_[known->second];
    if (coverage > row.coverage) {
      row.coverage = coverage;
      row.scenarios.clear();
      row.missing = {missing.begin(), missing.end()};
    }
    if (coverage == row.coverage) {
      row.scenarios.push_back(scenario.name);
      std::erase_if(row.missing, [&](const std::string& name) {
        return std::find(missing.begin(), missing.end(), name) == missing.end();
      });
    }
  }

  std::map<Key, std::size_t> places_;
  std::vector<Row> rows_;
};

std::string_view word_for(Rule::Kind kind, Coverage coverage) {
  switch (coverage) {
    case Coverage::ignored:
      return "ignored";
    case Coverage::failed:
      return "failed";
    case Coverage::no_data:
      return "no data";
    case Coverage::quiet:
      return kind == Rule::Kind::recording ? "empty" : "quiet";
    case Coverage::pending:
      return "pending";
    case Coverage::covered:
      return kind == Rule::Kind::recording ? "recorded" : "fired";
  }
  return "";
}

reports::Tone tone_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::covered:
      return reports::Tone::good;
    case Coverage::failed:
    case Coverage::no_data:
      return reports::Tone::bad;
    case Coverage::pending:
    case Coverage::quiet:
      return reports::Tone::doubtful;
    case Coverage::ignored:
      break;
  }
  return reports::Tone::dim;
}

/// "a, b, c and 4 more".
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 3;
  const std::size_t some = std::min(names.size(), shown);
  const std::string first = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(some), ", "));
  return names.size() > shown ? fmt::format("{} and {} more", first, names.size() - shown) : first;
}

std::string remark(const Row& row) {
  switch (row.coverage) {
    case Coverage::covered:
      return row.rule.kind == Rule::Kind::recording ? "" : "in " + listed(row.scenarios);
    case Coverage::pending:
      return "never for long enough, in " + listed(row.scenarios);
    case Coverage::no_data:
      return fmt::format("reads {}", fmt::join(row.missing, ", "));
    case Coverage::failed:
      return "cannot be evaluated, in " + listed(row.scenarios);
    case Coverage::quiet:
    case Coverage::ignored:
      break;
  }
  return "";
}

/// Labels tell rules of one name apart.
std::string name_of(const Rule& rule) {
  std::vector<std::string> labels;
  for (const auto& [name, value] : rule.labels) {
    labels.push_back(fmt::format("{}={}", name, quote(value)));
  }
  return escape_terminal(
      labels.empty() ? rule.name : fmt::format("{} {{{}}}", rule.name, fmt::join(labels, ", ")));
}

std::string table_of(const std::vector<Row>& rows, const Terminal& terminal) {
  std::vector<reports::GridLine> lines;
  for (const Row& row : rows) {
    lines.push_back({{.text = std::string(word_for(row.rule.kind, row.coverage)),
                      .tone = tone_of(row.coverage)},
                     {.text = name_of(row.rule)},
                     {.text = escape_terminal(remark(row))}});
  }
  return reports::grid(lines, {.paint = {.color = terminal.color}, .indent = 0});
}

std::size_t count(const std::vector<Row>& rows, Rule::Kind kind, Coverage coverage) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row.rule.kind == kind && row.coverage == coverage;
  }));
}

/// "7 alerting rules: 3 fired, 1 pending, 2 quiet, 1 no data".
std::string summary_of(const std::vector<Row>& rows, Rule::Kind kind) {
  std::vector<std::string> parts;
  std::size_t all = 0;
  for (const Coverage coverage : {Coverage::covered,
                                  Coverage::pending,
                                  Coverage::quiet,
                                  Coverage::no_data,
                                  Coverage::failed,
                                  Coverage::ignored}) {
    const std::size_t number = count(rows, kind, coverage);
    all += number;
    if (number > 0) {
      parts.push_back(fmt::format("{} {}", number, word_for(kind, coverage)));
    }
  }
  const std::string noun = kind == Rule::Kind::alerting ? "alerting" : "recording";
  return fmt::format("{} {} rule{}{}{}\n",
                     all,
                     noun,
                     all == 1 ? "" : "s",
                     parts.empty() ? "" : ": ",
                     fmt::join(parts, ", "));
}

bool has_begun(const Journal& journal) {
  return std::any_of(journal.events.begin(), journal.events.end(), [](const Event& event) {
    return event.type == EventType::steady_state_met;
  });
}

}  // namespace

int rules_coverage(const RulesCommand& command, const Terminal& terminal) {
  const Result<std::vector<Scenario>> scenarios = load_all(command.paths, terminal);
  if (!scenarios) {
    std::cerr << scenarios.error().message;
    return invalid;
  }
  const InterruptGuard guard;
  CoverageTable table;
  bool all_began = true;
  for (const Scenario& scenario : *scenarios) {
    PlayOptions options;
    options.on_rules = [&](const std::vector<RuleOutcome>& outcomes) {
      table.add(scenario, outcomes);
    };
    options.interrupted = [] { return noted_signal() != 0; };
    const Journal journal = play(scenario, options);
    if (noted_signal() != 0) {
      return noted_signal() == SIGINT ? interrupted_by_user : terminated;
    }
    if (!has_begun(journal)) {
      all_began = false;
      std::cerr << fmt::format("{}: its steady state did not hold, so no rule was evaluated\n",
                               escape_terminal(scenario.file));
    }
  }
  const std::vector<Row>& rows = table.rows();
  std::cout << table_of(rows, terminal) << (rows.empty() ? "" : "\n")
            << summary_of(rows, Rule::Kind::alerting) << summary_of(rows, Rule::Kind::recording);
  const bool all_fired = std::all_of(rows.begin(), rows.end(), [](const Row& row) {
    return row.rule.kind == Rule::Kind::recording || row.coverage == Coverage::covered ||
           row.coverage == Coverage::ignored;
  });
  if (command.require_all && !all_fired) {
    return target_missed;
  }
  return all_began ? all_met : inconclusive;
}

}  // namespace firedrill::cli
