#pragma once

#include <string>

#include "harness/cli/play.hpp"
#include "harness/core/result.hpp"

namespace firedrill::cli {

struct LiveOptions {
  double speed = 1;          ///< incident time / wall time
  std::string logs = {};     ///< directory for the output of each process; "" it is thrown away
  std::string control = {};  ///< file by which others find the run's pager; "" none
};

/// Plays a scenario, as live::as_commanded() makes it, with real processes on loopback. Requires
/// that this process has one thread and no children. Every process is ended before it returns, and
/// if it never does. An error: firedrill could not do its work.
Result<Journal> play_live(const Scenario& scenario,
                          const PlayOptions& options,
                          const LiveOptions& live);

}  // namespace firedrill::cli
