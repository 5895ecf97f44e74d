#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill::reports {

/// One of several runs, small enough to be kept for thousands of them.
struct RunSummary {
  std::string scenario;
  RunVerdict verdict = RunVerdict::inconclusive;
  std::size_t met = 0;
  std::size_t targets = 0;
  std::string worst_margin = {};          ///< "-6m", "over 6m late", or ""
  std::string worst_target = {};          ///< "recover"
  std::vector<std::string> reasons = {};  ///< as in the Assessment
  std::string digest = {};                ///< "" of a run that was cut short
  std::size_t known_misses = 0;           ///< of the targets that were not met
  std::string replay = {};                ///< the command that plays it again
  std::string error = {};  ///< not empty: it could not be played at all, and nothing above counts
};

/// `file` is the scenario as the user knows it.
RunSummary summarize(const Journal& journal, const std::string& file = {});

struct SummaryStyle {
  bool color = false;
  std::size_t name_width = 0;  ///< of the widest name, so that what follows stands below each other
};

/// "FAIL          name  4/5  worst margin -1m (recover)  digest 0123456789abcdef", with its line
/// break.
std::string summary_line(const RunSummary& run, const SummaryStyle& style);

/// What stands below the lines of all runs: how many passed, and again one line for each that did
/// not, with its reason.
std::string summary_end(const std::vector<RunSummary>& runs, const SummaryStyle& style);

/// All of that: a line for each run, the names in a column, and the end.
std::string summary_text(const std::vector<RunSummary>& runs, bool color);

/// summary.md: what did not pass first. Stays under the size that GitHub shows.
std::string summary_markdown(const std::vector<RunSummary>& runs);

}  // namespace firedrill::reports
