#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// A network path that loses packets, as those who use TCP notice it: nothing is lost in the end,
/// it comes later. Packets are lost in bursts as in Gilbert's model (E. N. Gilbert, Capacity of a
/// Burst-Noise Channel, 1960): each packet of a bad time. A lost one is repaired after a round trip
/// if three packets follow it, lost or not (RFC 5681, fast retransmit), else after the
/// retransmission timeout, which doubles each time it is lost once more, up to two minutes (RFC
/// 6298), fifteen times at most (tcp(7), tcp_retries2).
struct LossyPath {
  double lost = 0;         ///< share of the packets, in [0, 1]
  std::int64_t burst = 1;  ///< packets lost in a row, on average at least; >= 1
  Duration round_trip{};
  Duration rto = std::chrono::milliseconds(200);  ///< the first timeout; 200 ms is Linux' least

  /// How long it takes until the last of so many packets that are sent together has come, beyond
  /// what it takes without loss. `is_losing`: whether the path's last packet was lost; nothing
  /// before its first one.
  Duration repair_time(std::size_t packets, std::optional<bool>& is_losing, Rng& random) const;
};

}  // namespace firedrill
