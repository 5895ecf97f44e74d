#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/journal/alert_path.hpp"
#include "harness/journal/journal.hpp"
#include "harness/reports/overview.hpp"
#include "harness/reports/story.hpp"

namespace firedrill::reports {

/// Alerts of rules that fired while nobody was hurt.
std::uint64_t false_alerts(const std::vector<AlertPath>& paths);

/// "3 delivered, 1 of them false; 1 impact that nobody noticed", or "" if there was nothing to page
/// for.
std::string pages_line(const Journal& journal, const Overview& overview);

/// "6m, acknowledged", "over 40m, nobody acknowledged".
std::string took_text(const AlertPath& path);

/// "1m after recovery", "12s before recovery", "not until the run ended", or "-" for reports.
std::string resolved_text(const AlertPath& path);

/// A line for each alert that fired, where its time went, and one for each pipeline warning, as
/// lines of a terminal. Empty if there is none.
std::string alerting(const Overview& overview, const StoryStyle& style);

}  // namespace firedrill::reports
