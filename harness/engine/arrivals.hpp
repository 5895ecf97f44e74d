#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/scenario/traffic.hpp"

namespace firedrill {

/// When the clients of one population come: open loop, one instant after the other, for ever.
///
/// The rate is a function of time made of straight pieces; its integral counts arrivals. Arrival k
/// comes where the integral reaches k + 1/2 (constant) or the k-th point of a Poisson process of
/// rate 1, so ramps need no thinning, and a changed rate moves arrivals without re-rolling them.
/// Source: Cinlar, "Introduction to Stochastic Processes", 1975 (time change by inversion).
class ArrivalTimes {
 public:
  /// Starts at `start` (negative: before t = 0, at the rate of the first point). Requires a rate.
  ArrivalTimes(const std::vector<RatePoint>& rate, Arrivals kind, Instant start, Rng random);

  /// The next arrival, never before the one before it; nullopt: nobody comes any more,
  /// or not within any run.
  std::optional<Instant> next();

 private:
  /// A piece of the rate: `from` per second at `begin`, changing by `slope` each second.
  struct Piece {
    Instant begin{};
    double from = 0;
    double slope = 0;
    double seconds = 0;  ///< infinity for the last one
  };

  static std::vector<Piece> pieces_of(const std::vector<RatePoint>& rate, Instant start);
  double step();

  std::vector<Piece> pieces_;
  std::size_t piece_ = 0;
  Arrivals kind_;
  Rng random_;
  Instant last_ = Instant::min();
  double due_ = 0;  ///< integral from the start of the piece to the next arrival
};

}  // namespace firedrill
