#include "harness/engine/arrivals.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "harness/core/math.hpp"

namespace firedrill {
namespace {

/// Further away than any run is long (thirty years), and far from what a Duration cannot hold.
constexpr double beyond_every_run_s = 1e9;
constexpr double forever = std::numeric_limits<double>::infinity();

double seconds_of(Duration duration) {
  return static_cast<double>(duration.count()) / 1e9;
}

}  // namespace

std::vector<ArrivalTimes::Piece> ArrivalTimes::pieces_of(const std::vector<RatePoint>& rate,
                                                         Instant start) {
  assert(!rate.empty());
  std::vector<Piece> pieces{{start, rate.front().per_second, 0, forever}};
  for (const RatePoint& point : rate) {
    Piece& before = pieces.back();
    const Instant at{point.at};
    if (at <= start) {
      before.from = point.per_second;
      continue;
    }
    before.seconds = seconds_of(at - before.begin);
    if (point.ramp && before.seconds > 0) {
      before.slope = (point.per_second - before.from) / before.seconds;
    }
    pieces.push_back({at, point.per_second, 0, forever});
  }
  return pieces;
}

ArrivalTimes::ArrivalTimes(const std::vector<RatePoint>& rate,
                           Arrivals kind,
                           Instant start,
                           Rng random)
    : pieces_(pieces_of(rate, start)),
      kind_(kind),
      random_(random) {
  due_ = kind_ == Arrivals::constant ? 0.5 : step();
}

double ArrivalTimes::step() {
  return kind_ == Arrivals::constant ? 1.0 : -math::log(random_.open_unit());
}

std::optional<Instant> ArrivalTimes::next() {
  for (;;) {
    const Piece& piece = pieces_[piece_];
    const bool is_last = piece_ + 1 == pieces_.size();
    const double in_piece = is_last
                                ? (piece.from > 0 ? forever : 0)
                                : piece.seconds * (piece.from + 0.5 * piece.slope * piece.seconds);
    if (due_ < in_piece) {
      // The root of from*x + slope/2*x^2 = due, in the form that does not cancel.
      const double square = piece.from * piece.from + 2 * piece.slope * due_;
      const double after = 2 * due_ / (piece.from + std::sqrt(std::max(square, 0.0)));
      if (after > beyond_every_run_s) {
        return std::nullopt;
      }
      due_ += step();
      last_ = std::max(last_, piece.begin + Duration{static_cast<Duration::rep>(after * 1e9)});
      return last_;
    }
    if (is_last) {
      return std::nullopt;
    }
    due_ -= in_piece;
    ++piece_;
  }
}

}  // namespace firedrill
