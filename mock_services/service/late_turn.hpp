#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill::mock {

/// Wall time by which something may be late in an honest live run: as much as the two worlds may
/// differ by, beside a scrape and an evaluation.
constexpr Duration honest_lateness = std::chrono::milliseconds{250};

/// Of its file, behind ServiceSettings::notes.
constexpr const char* late_turns_suffix = ".late";

/// Something that was due at one moment and came at another, on the machine's monotonic clock.
struct LateTurn {
  Duration due{};
  Duration came{};

  bool operator==(const LateTurn&) const = default;
};

/// What stands in such a file; empty if there is none.
std::vector<LateTurn> read_late_turns(const std::string& path);

}  // namespace firedrill::mock
