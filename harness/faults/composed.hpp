#pragma once

#include "harness/core/time.hpp"
#include "harness/faults/verdict.hpp"

namespace firedrill {

/// Whether a verdict changes anything at all.
bool has_effect(const Verdict& verdict);

/// Whether it changes nothing but what the service makes of the request: its work and its answer.
/// So nothing is left of it if another fault ends the request.
bool acts_on_work(const Verdict& verdict);

/// How many times as long as `usual`, the work of a request, one takes that waits for ever.
inline constexpr double endless = 1e18;

/// How many times as long as `usual` a request takes by this verdict: 1 where it waits for nothing,
/// 0 where nobody could notice anything.
double slowdown(const Verdict& verdict, Duration usual);

/// What several faults together do to one request: they are asked in the order of their injection,
/// delays add up, and the first that ends the request is the last one asked.
class ComposedVerdict {
 public:
  Duration delay{};       ///< before anything else
  Verdict last = Pass{};  ///< what ends the request, such as a Reply
  double slower = 1;      ///< times as long takes the service's own work, if nothing ends it
  SpoilAnswer spoilt{};   ///< what then happens to the service's answer

  /// Takes the next fault's word, by which the request takes `slower` times as long (slowdown());
  /// whether its fault is the one to blame, so far: it decides what the caller gets, or, while none
  /// does, makes it wait most.
  bool take(const Verdict& verdict, double slower);

  /// Whether it would change nothing more: it only spoils an answer that is spoilt already.
  bool hides(const Verdict& another) const;

  bool is_final() const { return !std::holds_alternative<Pass>(last); }

 private:
  bool add(const Verdict& verdict);

  double heaviest_ = 0;  // slowdown by one fault; endless: one has decided
};

}  // namespace firedrill
