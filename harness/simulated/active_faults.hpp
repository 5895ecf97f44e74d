#pragma once

#include <cstdint>
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
  const Places& asked_by(std::uint32_t from) const;

 private:
  struct OfCaller {
    std::uint32_t from;
    Places places;  ///< of its edge, and of anybody
  };

  static bool is_before(const OfCaller& one, std::uint32_t from) { return one.from < from; }

  Places all_;
  Places of_anybody_;
  std::vector<OfCaller> of_callers_;  ///< who had a fault on its edge, by `from`
};

}  // namespace firedrill::simulated
