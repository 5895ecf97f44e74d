#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/journal/journal.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/summary.hpp"

namespace firedrill::cli {

/// In a run's directory: what the user's Alertmanager has sent (see Receivers).
inline constexpr const char* messages_name = "/notifications.jsonl";

/// Writes report.json, junit.xml and postmortem.md beside a journal: the bytes that `firedrill
/// report` makes of it anywhere, so no path is in them. Returns what went wrong, or "".
std::string write_reports(const Journal& journal, const std::string& directory);

/// Writes the junit.xml of a run that could not be finished, so that CI shows why. Returns what
/// went wrong, or "".
std::string write_failure(const std::string& scenario,
                          const std::string& message,
                          const std::string& directory);

/// Removes what an earlier run left beside its journal: a run that dies must not leave a new
/// journal beside old reports.
void remove_reports(const std::string& directory);

/// Writes what leaving a step out changed, as comparison.txt beside the reports of that run.
/// Returns what went wrong, or "".
std::string write_comparison(const std::string& comparison, const std::string& directory);

/// Writes summary.md and the junit.xml of several runs. Returns what went wrong, or "".
std::string write_summary(const std::vector<reports::RunSummary>& summaries,
                          const std::vector<reports::JunitSuite>& suites,
                          const std::string& directory);

/// Whether write_summary() writes a file of this name.
bool is_summary_file(std::string_view name);

}  // namespace firedrill::cli
