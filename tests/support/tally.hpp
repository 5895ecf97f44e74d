#pragma once

#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/journal.hpp"

namespace firedrill::tests {

/// That of the fault, which must be among them.
inline FaultTally tally_among(const std::vector<FaultTally>& tallies, std::string_view fault) {
  for (const FaultTally& tally : tallies) {
    if (tally.id == fault) {
      return tally;
    }
  }
  FAIL("no tally of " << fault);
  return {};
}

}  // namespace firedrill::tests
