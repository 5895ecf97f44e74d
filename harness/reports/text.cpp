#include "harness/reports/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/journal/target_text.hpp"
#include "harness/reports/alerting.hpp"
#include "harness/reports/failure.hpp"
#include "harness/reports/fault_lines.hpp"
#include "harness/reports/grid.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/reports/story.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::reports {
namespace {

Tone tone_of(RunVerdict verdict) {
  constexpr std::array tones{Tone::good, Tone::bad, Tone::doubtful};
  return tones.at(static_cast<std::size_t>(verdict));
}

Cell status_cell(const TargetResult& target) {
  const std::string ticket = escape_terminal(target.definition.known_miss);
  switch (target.status) {
    case TargetStatus::met:
      return {ticket.empty() ? "ok" : "ok, known miss can be closed: " + ticket, Tone::good};
    case TargetStatus::missed:
      break;
    case TargetStatus::no_data:
      return {"no data", Tone::doubtful};
    case TargetStatus::too_close:
      return {"too close", Tone::doubtful};
  }
  return target.excused() ? Cell{"MISSED, known miss: " + ticket, Tone::doubtful}
                          : Cell{"MISSED", Tone::bad};
}

std::string headline(const JournalHeader& header, Paint paint) {
  std::string out = paint(escape_terminal(header.scenario), Tone::bold);
  out += header.title.empty() ? "" : "   " + escape_terminal(header.title);
  out += fmt::format("\nseed {}   {} clock", header.seed, escape_terminal(header.clock));
  out += header.speed == 1 ? "" : fmt::format(" at {}x", header.speed);
  out += fmt::format("   {} {}", start_date(header), zone(header));
  if (!header.without.empty()) {
    const std::string without = "without " + escape_terminal(header.without);
    out += "   " + paint(without, Tone::doubtful);
  }
  return out + "\n";
}

std::string target_table(const Assessment& assessment, Paint paint) {
  std::vector<GridLine> lines{{{"target", Tone::dim},
                               {"limit", Tone::dim, true},
                               {"actual", Tone::dim, true},
                               {"margin", Tone::dim, true},
                               {""}}};
  for (const TargetResult& target : assessment.targets) {
    lines.push_back(
        {{escape_terminal(target.definition.name)},
         {limit_text(target.definition), Tone::plain, true},
         {target.status == TargetStatus::no_data ? "-" : actual_text(target), Tone::plain, true},
         {margin_text(target), Tone::plain, true},
         status_cell(target)});
  }
  return grid(lines, {.paint = paint});
}

std::string failures(const Journal& journal, const Overview& overview, const TextOptions& options) {
  std::string out;
  for (const TargetResult& target : overview.assessment.targets) {
    if (target.status == TargetStatus::missed) {
      out += "\n" +
             failure(journal,
                     target,
                     {.file = options.file, .color = options.color, .columns = options.columns});
    }
  }
  return out;
}

std::string facts(const Journal& journal, const Overview& overview, Paint paint) {
  std::vector<GridLine> lines;
  const auto add = [&](std::string_view label, std::string text) {
    lines.push_back({{std::string(label), Tone::dim}, {std::move(text)}});
  };
  for (const ImpactWindow& window : overview.windows) {
    add("impact", escape_terminal(impact_line(journal, window)));
  }
  if (!overview.windows.empty()) {
    add("clocks", both_clocks(journal, overview.windows));
  }
  if (const std::string pages = pages_line(journal, overview); !pages.empty()) {
    add("pages", pages);
  }
  add("traffic", traffic_line(journal));
  std::size_t idle = 0;
  for (const FaultTally& fault : journal.footer.faults) {
    if (!fault.touched_nothing() || ++idle <= most_idle_faults_named) {
      add("fault", escape_terminal(fault_line(journal, fault)));
    }
  }
  if (idle > most_idle_faults_named) {
    add("fault", fmt::format("{} more touched nothing", idle - most_idle_faults_named));
  }
  if (const auto& starts = journal.footer.starts) {
    add("starts",
        fmt::format("{}, ready {} (p50) and {} (p99) of wall time after their start",
                    counted(starts->count, "process", "processes"),
                    brief(starts->p50),
                    brief(starts->p99)));
  }
  if (journal.complete && !journal.footer.digest.empty()) {  // a live run has none
    add("digest", escape_terminal(journal.footer.digest));
  }
  return grid(lines, {.paint = paint});
}

std::string verdict(const Journal& journal, const Overview& overview, const TextOptions& options) {
  const Assessment& assessment = overview.assessment;
  const Paint paint{.color = options.color};
  std::string out = paint(verdict_word(assessment.verdict), tone_of(assessment.verdict));
  out +=
      fmt::format("  {}   {}", escape_terminal(journal.header.scenario), targets_met(assessment));
  const std::string margin = worst_margin(assessment);
  out += margin.empty() ? "" : ", " + escape_terminal(margin);
  out += "   (" + length_of(journal);
  out += ")\n";
  for (const std::string& reason : assessment.reasons) {
    out += "      " + escape_terminal(reason) + "\n";
  }
  for (const std::string& hidden : hidden_faults(journal)) {
    out += "      warning: " + escape_terminal(hidden) + "\n";
  }
  return out;
}

}  // namespace

std::string text(const Journal& journal, const TextOptions& options) {
  const Overview overview(journal);
  const Paint paint{.color = options.color};
  std::string out = headline(journal.header, paint) + "\n";
  out += story(journal, overview, {.paint = paint, .columns = options.columns}) + "\n";
  out += target_table(overview.assessment, paint);
  out += failures(journal, overview, options) + "\n";
  out += facts(journal, overview, paint);
  out += alerting(overview, {.paint = paint, .columns = options.columns}) + "\n";
  out += verdict(journal, overview, options);
  if (!options.report.empty()) {
    out += "report  " + escape_terminal(options.report) + "\n";
  }
  return out + "replay  " + escape_terminal(replay_command(journal.header, options.file)) +
         replay_comment(options.file) + "\n";
}

}  // namespace firedrill::reports
