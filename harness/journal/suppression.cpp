#include "harness/journal/suppression.hpp"

#include <algorithm>

namespace firedrill {

std::uint64_t total(const Suppressions& suppressions) {
  std::uint64_t sum = 0;
  for (const Suppression& one : suppressions) {
    sum += one.count;
  }
  return sum;
}

void suppress(Suppressions& suppressions, std::string_view by, std::uint64_t count) {
  if (count == 0) {
    return;
  }
  auto known = std::find_if(suppressions.begin(), suppressions.end(), [&](const Suppression& one) {
    return one.by == by;
  });
  if (known == suppressions.end()) {
    known = suppressions.insert(known, {.by = std::string(by)});
  }
  known->count += count;
}

}  // namespace firedrill
