#include "harness/simulated/active_faults.hpp"

#include <algorithm>

#include "harness/simulated/pool.hpp"

namespace firedrill::simulated {

void ActiveFaults::add(std::uint32_t place, std::uint32_t from) {
  all_.push_back(place);
  if (from == nothing) {
    of_anybody_.push_back(place);
    for (OfCaller& caller : of_callers_) {
      caller.places.push_back(place);
    }
    return;
  }
  auto caller = std::lower_bound(of_callers_.begin(), of_callers_.end(), from, is_before);
  if (caller == of_callers_.end() || caller->from != from) {
    caller = of_callers_.insert(caller, {.from = from, .places = of_anybody_});
  }
  caller->places.push_back(place);
}

void ActiveFaults::remove(std::uint32_t place) {
  std::erase(all_, place);
  std::erase(of_anybody_, place);
  for (OfCaller& caller : of_callers_) {
    std::erase(caller.places, place);
  }
}

const ActiveFaults::Places& ActiveFaults::asked_by(std::uint32_t from) const {
  const auto caller = std::lower_bound(of_callers_.begin(), of_callers_.end(), from, is_before);
  return caller == of_callers_.end() || caller->from != from ? of_anybody_ : caller->places;
}

}  // namespace firedrill::simulated
