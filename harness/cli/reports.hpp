#pragma once

#include <string>
#include <vector>

#include "harness/journal/journal.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/summary.hpp"

namespace firedrill::cli {

/// Writes report.json, junit.xml and postmortem.md beside a journal; `file` is the scenario as the
/// user knows it. Returns what went wrong, or
/// "".
std::string write_reports(const Journal& journal,
                          const std::string& file,
                          const std::string& directory);

/// Writes summary.md and the junit.xml of several runs. Returns what went wrong, or "".
std::string write_summary(const std::vector<reports::RunSummary>& summaries,
                          const std::vector<reports::JunitSuite>& suites,
                          const std::string& directory);

}  // namespace firedrill::cli
