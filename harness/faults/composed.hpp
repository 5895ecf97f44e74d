#pragma once

#include "harness/faults/verdict.hpp"

namespace firedrill {

/// Whether a verdict changes anything at all.
bool has_effect(const Verdict& verdict);

/// What several faults together do to one request: they are asked in the order of their injection,
/// delays add up, and the first that ends the request is the last one asked.
struct ComposedVerdict {
  Duration delay{};       ///< before anything else
  Verdict last = Pass{};  ///< what ends the request: Reply, BreakConnection or NeverAnswer
  double slower = 1;      ///< times as long takes the service's own work, if nothing ends it
  SpoilAnswer spoilt{};   ///< what then happens to the service's answer

  /// Takes the next fault's word; whether it is the one that decides what the caller gets, so far.
  bool take(const Verdict& verdict);

  bool is_final() const { return !std::holds_alternative<Pass>(last); }
};

}  // namespace firedrill
