#pragma once

#include <cstddef>
#include <string>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

struct TextOptions {
  bool color = false;
  std::string file = {};      ///< the scenario as the user knows it; empty: its name in the journal
  std::string report = {};    ///< where the other reports lie; empty: nowhere
  std::size_t columns = 100;  ///< of the terminal; sentences of the timeline are broken to fit
};

/// The run for a terminal: its timeline, the targets with limit, actual and margin, each miss at
/// its place in the scenario, and at the very end the verdict, the report and the command that
/// plays it again.
std::string text(const Journal& journal, const TextOptions& options = {});

}  // namespace firedrill::reports
