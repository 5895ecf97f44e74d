#pragma once

#include <cstdint>
#include <string>

#include "harness/journal/journal.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// What a run fixes beside its scenario.
struct RunSettings {
  std::string firedrill;  ///< version of the program
  std::uint64_t seed = 1;
  std::string clock = "virtual";  ///< or "live"
  double speed = 1;
  std::string without = {};  ///< id of the step left out by --without
};

/// Line 1 of the run's journal. Holds the scenario's bytes and nothing of the machine it runs on.
JournalHeader make_header(const Scenario& scenario, const RunSettings& settings);

}  // namespace firedrill
