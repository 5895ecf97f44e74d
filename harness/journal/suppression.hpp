#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

/// What a fault would have hit, had another one not ended it before.
struct Suppression {
  std::string by;           ///< id of the other fault
  std::uint64_t count = 0;  ///< in the unit of FaultTally::injected

  bool operator==(const Suppression&) const = default;
};

/// One for each such fault.
using Suppressions = std::vector<Suppression>;

std::uint64_t total(const Suppressions& suppressions);

/// Counts `count` more by that fault; none is nothing.
void suppress(Suppressions& suppressions, std::string_view by, std::uint64_t count = 1);

}  // namespace firedrill
