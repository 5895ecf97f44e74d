#include "harness/reports/summary.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/journal/target_text.hpp"
#include "harness/reports/layout.hpp"
#include "harness/reports/overview.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::reports {
namespace {

constexpr std::string_view error_word = "ERROR";
constexpr std::size_t word_width = 12;   // of "INCONCLUSIVE"
constexpr std::size_t most_rows = 1000;  // of a table in summary.md, which GitHub cuts at 1 MiB
constexpr std::size_t longest_reason = 300;

std::string_view run_word(const RunSummary& run) {
  return run.error.empty() ? verdict_word(run.verdict) : error_word;
}

Tone tone_of(const RunSummary& run) {
  constexpr std::array tones{Tone::good, Tone::bad, Tone::doubtful};
  return run.error.empty() ? tones.at(static_cast<std::size_t>(run.verdict)) : Tone::bad;
}

bool passed(const RunSummary& run) {
  return run.error.empty() && run.verdict == RunVerdict::met;
}

std::string first_reason(const RunSummary& run) {
  std::string reason = run.error;
  if (reason.empty() && !run.reasons.empty()) {
    reason = run.reasons.front();
  }
  if (reason.size() > longest_reason) {
    reason = std::string(beginning(reason, longest_reason)) + "...";
  }
  const std::size_t more = run.error.empty() && run.reasons.size() > 1 ? run.reasons.size() - 1 : 0;
  return reason + (more > 0 ? fmt::format(" (and {} more)", more) : "");
}

/// "3 passed, 1 failed, 1 inconclusive".
std::string totals(const std::vector<RunSummary>& runs) {
  constexpr std::array<std::string_view, 4> names{
      "passed", "failed", "inconclusive", "could not be played"};
  std::array<std::size_t, 4> counts{};
  for (const RunSummary& run : runs) {
    ++counts.at(run.error.empty() ? static_cast<std::size_t>(run.verdict) : 3);
  }
  std::string text;
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (counts.at(index) > 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts.at(index), names.at(index));
    }
  }
  return text.empty() ? "nothing was played" : text;
}

/// "+30s (rollback)", or "".
std::string worst_of(const RunSummary& run) {
  return run.worst_margin.empty() ? "" : fmt::format("{} ({})", run.worst_margin, run.worst_target);
}

/// "5/6", "5/6, 1 known miss".
std::string targets_of(const RunSummary& run) {
  std::string text = fmt::format("{}/{}", run.met, run.targets);
  if (run.known_misses > 0) {
    text += ", " + counted(run.known_misses, "known miss", "known misses");
  }
  return text;
}

/// `last` is the rest of the row, a cell or two.
std::string markdown_row(const RunSummary& run, std::string_view last) {
  return fmt::format("| {} | {} | {} | {} | {} |\n",
                     escape_markdown(run.scenario),
                     run_word(run),
                     targets_of(run),
                     escape_markdown(worst_of(run)),
                     last);
}

/// "FAIL          name".
std::string opening(const RunSummary& run, const SummaryStyle& style) {
  const Paint paint{.color = style.color};
  return paint(left_aligned(run_word(run), word_width), tone_of(run)) + "  " +
         left_aligned(escape_terminal(run.scenario), style.name_width);
}

std::string rows_cut(std::size_t rows) {
  return rows > most_rows ? fmt::format("\nand {} more\n", rows - most_rows) : "";
}

}  // namespace

RunSummary summarize(const Journal& journal, const std::string& file) {
  const Assessment assessment = assess(journal);
  const TargetResult* worst = worst_target(assessment);
  const auto known_misses = std::count_if(
      assessment.targets.begin(), assessment.targets.end(), [](const TargetResult& target) {
        return target.status == TargetStatus::missed && target.excused();
      });
  return {.scenario = journal.header.scenario,
          .verdict = assessment.verdict,
          .met = assessment.met(),
          .targets = assessment.targets.size(),
          .worst_margin = worst == nullptr ? "" : margin_text(*worst),
          .worst_target = worst == nullptr ? "" : worst->definition.name,
          .reasons = assessment.reasons,
          .digest = journal.footer.digest,
          .known_misses = static_cast<std::size_t>(known_misses),
          .replay = replay_command(journal.header, file),
          .error = {}};
}

std::string summary_line(const RunSummary& run, const SummaryStyle& style) {
  const std::string line = opening(run, style);
  if (!run.error.empty()) {
    return line + "  " + escape_terminal(run.error) + "\n";
  }
  std::string facts = "  " + targets_of(run);
  if (!run.worst_margin.empty()) {
    facts += "  worst margin " + escape_terminal(worst_of(run));
  }
  facts += run.digest.empty() ? "" : "  digest " + escape_terminal(run.digest);
  return line + facts + "\n";
}

std::string summary_end(const std::vector<RunSummary>& runs, const SummaryStyle& style) {
  std::string out = "\n" + counted(runs.size(), "scenario") + ": " + totals(runs) + "\n";
  for (const RunSummary& run : runs) {
    if (!passed(run)) {
      out += opening(run, style) + "  " + escape_terminal(first_reason(run)) + "\n";
    }
  }
  return out;
}

std::string summary_text(const std::vector<RunSummary>& runs, bool color) {
  SummaryStyle style{.color = color};
  for (const RunSummary& run : runs) {
    style.name_width = std::max(style.name_width, run.scenario.size());
  }
  std::string out;
  for (const RunSummary& run : runs) {
    out += summary_line(run, style);
  }
  return out + summary_end(runs, style);
}

std::string summary_markdown(const std::vector<RunSummary>& runs) {
  std::string failed;
  std::string all;
  std::size_t failures = 0;
  for (std::size_t index = 0; index < runs.size(); ++index) {
    const RunSummary& run = runs[index];
    if (!passed(run) && ++failures <= most_rows) {
      failed += markdown_row(run, escape_markdown(first_reason(run)));
    }
    if (index < most_rows) {
      const std::string replay = run.replay.empty() ? "" : markdown_code(run.replay);
      all += markdown_row(run, escape_markdown(run.digest) + " | " + replay);
    }
  }
  std::string out = fmt::format("# firedrill: {}\n", totals(runs));
  if (failures > 0) {
    out += "\n## Not passed\n\n| scenario | verdict | targets met | worst margin | reason |\n";
    out += "|---|---|---|---|---|\n" + failed + rows_cut(failures);
  }
  out += "\n## All\n\n| scenario | verdict | targets met | worst margin | digest | replay |\n";
  return out + "|---|---|---|---|---|---|\n" + all + rows_cut(runs.size());
}

}  // namespace firedrill::reports
