#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace firedrill::simulated {

/// The faults that act on one service, by their places in the FaultTable, in order of injection. A
/// request asks those of its caller and no others, however many there are.
class ActiveFaults {
 public:
  using Places = std::vector<std::uint32_t>;

  /// `from`: the caller whose edge it is on; nothing: whoever calls.
  void add(std::uint32_t place, std::uint32_t from);
  void remove(std::uint32_t place);

  const Places& all() const { return all_; }

  /// Those that look at the requests of this caller.
  const Places& asked_by(std::uint32_t from) const {
    return from < places_of_.size() && places_of_[from] ? *places_of_[from] : of_anybody_;
  }

 private:
  Places all_;
  Places of_anybody_;
  /// By caller, up to the last that had a fault on its edge: those of its edge, and of anybody.
  std::vector<std::unique_ptr<Places>> places_of_;
};

}  // namespace firedrill::simulated
