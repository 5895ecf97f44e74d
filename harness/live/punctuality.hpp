#pragma once

#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill::live {

/// What was later than mock::honest_lateness since t = 0.
class Punctuality {
 public:
  /// `speed`: incident time / wall time.
  explicit Punctuality(double speed) : speed_(speed) {}

  /// Of something that was meant for that instant and came `late`, wall time. To be called in the
  /// order in which things come.
  void record(Instant meant_for, Duration late);

  std::uint64_t count() const { return count_; }

  Duration worst() const { return worst_; }  ///< wall time

  Instant since() const { return since_; }  ///< for when the first was meant; or Instant::max()

  Instant until() const { return until_; }  ///< when the last came

  /// How much of the incident passed while something was waiting.
  Duration behind() const { return behind_; }

 private:
  double speed_;
  std::uint64_t count_ = 0;
  Duration worst_{};
  Instant since_ = Instant::max();
  Instant until_{};
  Duration behind_{};
};

}  // namespace firedrill::live
