#pragma once

#include <cstddef>
#include <string>

#include "harness/journal/journal.hpp"
#include "harness/reports/layout.hpp"
#include "harness/reports/overview.hpp"

namespace firedrill::reports {

struct StoryStyle {
  Paint paint = {};
  std::size_t columns = 100;
};

/// The timeline as lines of a terminal: time of day, time since the start, what it is, what
/// happened and, to the right, the targets that ended there. A sentence that is too wide goes on
/// below; only a very wide word makes a line wider than `columns`.
std::string story(const Journal& journal, const Overview& overview, const StoryStyle& style);

}  // namespace firedrill::reports
