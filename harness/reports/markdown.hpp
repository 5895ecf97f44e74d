#pragma once

#include <string>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

struct MarkdownOptions {
  std::string file = {};  ///< the scenario as the user knows it; empty: its name in the journal
};

/// postmortem.md: a blameless draft in GitHub's Markdown. What the journal knows is filled in, with
/// the events that prove it and the time of day in the scenario's own zone; what only people know
/// is asked for.
std::string markdown(const Journal& journal, const MarkdownOptions& options = {});

}  // namespace firedrill::reports
