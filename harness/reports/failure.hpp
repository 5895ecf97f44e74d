#pragma once

#include <cstddef>
#include <string>

#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill::reports {

struct FailureOptions {
  std::string file = {};  ///< the scenario as the user knows it; empty: its name in the journal
  bool color = false;
  std::size_t columns = 100;
};

/// Why a target was missed or has no data, at its place in the scenario: the source line with
/// carets, what was expected and what came, where the time went, and the last event before the
/// limit. Ends in a line break.
std::string failure(const Journal& journal,
                    const TargetResult& target,
                    const FailureOptions& options = {});

}  // namespace firedrill::reports
