#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/journal/alert_path.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/pipeline_warnings.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill::reports {

/// What every report begins with: the verdict and what it rests on, worked out once.
struct Overview {
  explicit Overview(const Journal& journal);

  Assessment assessment;
  std::vector<ImpactWindow> windows;
  std::vector<AlertPath> paths;
  std::vector<PipelineWarning> warnings;
};

/// "PASS", "FAIL", "INCONCLUSIVE".
std::string_view verdict_word(RunVerdict verdict);

/// "4 of 5 targets met".
std::string targets_met(const Assessment& assessment);

/// The target that was missed by most of its limit, else the duration that was met by least of it;
/// null if there is none. Accepted misses are left out.
const TargetResult* worst_target(const Assessment& assessment);

/// "worst margin -9m30s (recover)", "worst margin over 6m late (recover)", or "".
std::string worst_margin(const Assessment& assessment);

/// "37m30s from the change, 22m30s of customer impact", or "" without impact.
std::string both_clocks(const Journal& journal, const std::vector<ImpactWindow>& windows);

/// "10:00:00 to 10:22:30 (22m30s), up to 100% bad, 54,000 failed (500), detected by alert".
std::string impact_line(const Journal& journal, const ImpactWindow& window);

/// Of the run's end in an impact: that clients are still hurt, or how long they have been well.
std::string end_sentence(const ImpactWindow& open, const ImpactRule& rule);

/// "54,000 of 108,000 requests failed (50%)", with the shed ones if there are any.
std::string traffic_line(const Journal& journal);

/// "simulated 45m", or "ran 45m" when live.
std::string length_of(const Journal& journal);

/// `file` (the scenario as the user knows it), or the name that the journal has for it.
std::string scenario_file(const JournalHeader& header, const std::string& file);

/// How to play exactly this run again.
std::string replay_command(const JournalHeader& header, const std::string& file);

/// What to add to it for people if nobody knows the `file`: the journal has its name alone.
std::string replay_comment(const std::string& file);

}  // namespace firedrill::reports
