#pragma once

#include <string>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

/// report.json: the run for programs. Stable, described by docs/report.schema.json. Times are
/// seconds since t = 0; what never came is null, or, censored, how long the run could watch.
std::string json(const Journal& journal);

}  // namespace firedrill::reports
