#include "harness/reports/overview.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/journal/alert_facts.hpp"
#include "harness/journal/phases.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/layout.hpp"
#include "harness/reports/moment.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::reports {
namespace {

constexpr std::array<std::string_view, 3> words{"PASS", "FAIL", "INCONCLUSIVE"};

/// The margin as a part of the limit, so that targets of any size and kind compare.
double relative_margin(const TargetResult& target) {
  const auto of_duration = [&](const DurationTarget& rule) {
    const Duration limit = rule.within == Duration::max() ? rule.at_least : rule.within;
    const auto whole = static_cast<double>(std::max<Duration::rep>(limit.count(), 1));
    return static_cast<double>(target.margin.value_or(Duration::zero()).count()) / whole;
  };
  const auto of_quantity = [&](const QuantityTarget& rule) {
    const double limit = rule.at_most.value_or(rule.at_least.value_or(1));
    return target.margin_count.value_or(0) / (limit > 0 ? limit : 1);
  };
  return std::visit(Overloaded{of_duration, of_quantity}, target.definition.rule);
}

bool is_duration(const TargetResult& target) {
  return std::holds_alternative<DurationTarget>(target.definition.rule);
}

/// "54,000 failed (500)", "51 failed (500: 39, timeout: 12)": the most frequent first.
std::string codes(const ImpactWindow& window) {
  auto by_count = window.by_code;
  std::stable_sort(by_count.begin(), by_count.end(), [](const auto& left, const auto& right) {
    return left.second > right.second;
  });
  std::uint64_t bad = 0;
  std::string text;
  for (const auto& [code, count] : by_count) {
    bad += count;
    text += (text.empty() ? "" : ", ") + code;
    text += by_count.size() > 1 ? ": " + grouped(count) : "";
  }
  return fmt::format("{} failed ({})", grouped(bad), text);
}

/// An alert that was true at its first evaluation, never ended and told nobody, such as a Watchdog
/// that is routed to a receiver without integrations: it says nothing about any incident.
bool always_fires_unheard(const AlertPath& path) {
  const std::optional<ConditionTiming> timing = timing_of(*path.alert);
  return timing && timing->held < Instant{} + timing->scrape_interval && !path.resolved &&
         path.end == PathEnd::untold;
}

}  // namespace

Overview::Overview(const Journal& journal)
    : assessment(assess(journal)),
      windows(impact_windows(journal)),
      paths(alert_paths(journal, windows)),
      warnings(pipeline_warnings(journal, windows)) {
  std::erase_if(paths, always_fires_unheard);
}

std::string_view verdict_word(RunVerdict verdict) {
  return words.at(static_cast<std::size_t>(verdict));
}

std::string targets_met(const Assessment& assessment) {
  const std::size_t total = assessment.targets.size();
  return fmt::format("{} of {} {} met", assessment.met(), total, total == 1 ? "target" : "targets");
}

const TargetResult* worst_target(const Assessment& assessment) {
  const TargetResult* worst = nullptr;
  const auto rank = [](const TargetResult& target) {
    return target.status == TargetStatus::missed ? relative_margin(target) - 1e9
                                                 : relative_margin(target);
  };
  for (const TargetResult& target : assessment.targets) {
    const bool met = target.status == TargetStatus::met && is_duration(target);
    const bool missed = target.status == TargetStatus::missed && !target.excused();
    if ((met || missed) && (worst == nullptr || rank(target) < rank(*worst))) {
      worst = &target;
    }
  }
  return worst;
}

std::string worst_margin(const Assessment& assessment) {
  const TargetResult* worst = worst_target(assessment);
  if (worst == nullptr) {
    return "";
  }
  return fmt::format("worst margin {} ({})", margin_text(*worst), worst->definition.name);
}

std::string both_clocks(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  const IncidentClocks clocks = incident_clocks(journal, windows);
  if (!clocks.from_impact) {
    return "";
  }
  const std::string_view over = clocks.censored ? "over " : "";
  std::string text;
  if (clocks.from_change) {
    text = fmt::format("{}{} from the change, ", over, brief(*clocks.from_change));
  }
  text += fmt::format("{}{} of customer impact", over, brief(*clocks.from_impact));
  text += clocks.censored ? ", not over yet" : "";
  return text + (clocks.from_change ? "" : ", its cause unattributed");
}

std::string impact_line(const Journal& journal, const ImpactWindow& window) {
  const JournalHeader& header = journal.header;
  std::string text = fmt::format("{} to {} ({}{}), up to {} bad",
                                 time_of_day(header, window.start),
                                 window.open() ? "the end" : time_of_day(header, window.end),
                                 window.open() ? "over " : "",
                                 brief(window.end - window.start),
                                 percent(window.peak_error_ratio));
  if (!window.by_code.empty()) {
    text += ", " + codes(window);
  }
  text += ", detected by " + window.detected_by;
  return window.pages > 1 ? fmt::format("{}, {} pages", text, window.pages) : text;
}

std::string traffic_line(const Journal& journal) {
  const TrafficTotals totals = total_traffic(journal);
  const std::uint64_t requests = totals.requests();
  if (requests == 0) {
    return "no requests";
  }
  const std::uint64_t answered = requests - totals.shed;
  std::string text =
      fmt::format("{} of {} requests failed", grouped(totals.bad), grouped(answered));
  if (totals.bad > 0) {
    const double share = static_cast<double>(totals.bad) / static_cast<double>(answered);
    text += " (" + percent(share) + ")";
  }
  return text + (totals.shed > 0 ? ", " + grouped(totals.shed) + " were shed" : "");
}

std::string length_of(const Journal& journal) {
  const Instant end = end_of(journal);
  return (journal.header.clock == "live" ? "ran " : "simulated ") + brief(end.time_since_epoch());
}

std::string scenario_file(const JournalHeader& header, const std::string& file) {
  if (!file.empty()) {
    return file;
  }
  return header.inputs.empty() ? header.scenario : header.inputs.front().first;
}

std::string replay_command(const JournalHeader& header, const std::string& file) {
  std::string command = fmt::format(
      "firedrill run {} --seed {}", shell_word(scenario_file(header, file)), header.seed);
  if (header.clock == "live") {
    command += fmt::format(
        " --live --speed {}{}", header.speed, header.allows_commands ? " --allow-commands" : "");
  }
  return command + (header.without.empty() ? "" : " --without " + shell_word(header.without));
}

}  // namespace firedrill::reports
