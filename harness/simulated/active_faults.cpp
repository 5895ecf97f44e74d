#include "harness/simulated/active_faults.hpp"

#include <cstddef>
#include <vector>

#include "harness/simulated/pool.hpp"

namespace firedrill::simulated {

void ActiveFaults::add(std::uint32_t place, std::uint32_t from) {
  all_.push_back(place);
  if (from == nothing) {
    of_anybody_.push_back(place);
    for (const auto& places : places_of_) {
      if (places != nullptr) {
        places->push_back(place);
      }
    }
    return;
  }
  if (from >= places_of_.size()) {
    places_of_.resize(from + std::size_t{1});
  }
  if (places_of_[from] == nullptr) {
    places_of_[from] = std::make_unique<Places>(of_anybody_);
  }
  places_of_[from]->push_back(place);
}

void ActiveFaults::remove(std::uint32_t place) {
  std::erase(all_, place);
  std::erase(of_anybody_, place);
  for (const auto& places : places_of_) {
    if (places != nullptr) {
      std::erase(*places, place);
    }
  }
}

}  // namespace firedrill::simulated
