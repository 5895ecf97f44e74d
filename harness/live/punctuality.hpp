#pragma once

#include "harness/core/time.hpp"
#include "harness/journal/late_spans.hpp"

namespace firedrill::live {

/// What was later than mock::honest_lateness since t = 0.
class Punctuality {
 public:
  /// `speed`: incident time / wall time.
  explicit Punctuality(double speed) : speed_(speed) {}

  /// Of something that was meant for that instant and came `late`, wall time.
  void record(Instant meant_for, Duration late);

  Duration worst() const { return worst_; }  ///< wall time

  const LateSpans& when() const { return when_; }

 private:
  double speed_;
  Duration worst_{};
  LateSpans when_;
};

}  // namespace firedrill::live
