#include "harness/faults/cache_loss.hpp"

#include <chrono>

#include "harness/text/bounded.hpp"

namespace firedrill::faults {

CacheLoss CacheLoss::parse(ObjectReader& reader) {
  CacheLoss parsed{
      .lost = reader.ratio("lost").value_or(1),
      .refills_in = duration_in(reader, "refills_in", {.least = std::chrono::milliseconds(1)})};
  if (parsed.lost <= 0) {
    reader.error("lost", "\"lost\" must be more than 0%");
    parsed.lost = 1;
  }
  return parsed;
}

double CacheLoss::missing_at(Duration lasted) const {
  if (!refills_in) {
    return lost;
  }
  if (lasted >= *refills_in) {
    return 0;
  }
  const auto left = static_cast<double>((*refills_in - lasted).count());
  return lost * (left / static_cast<double>(refills_in->count()));
}

}  // namespace firedrill::faults
