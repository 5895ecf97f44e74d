#pragma once

#include <cstdint>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// All but a few workers of each replica are held by something else: connections that nobody gives
/// back, threads that are stuck. Who has a worker keeps it, requests wait for those that are left,
/// and what finds the queue full is answered 503.
/// {"fault": "pool_exhaustion", "left": 2}
struct PoolExhaustion {
  static constexpr std::string_view kind = "pool_exhaustion";
  static constexpr std::string_view summary = "all but a few workers of a service are held";
  static constexpr bool is_silent = true;
  static constexpr bool is_of_services = true;
  static constexpr bool is_of_replicas = true;

  struct State {};

  std::int64_t left = 0;  ///< 0 to 100,000

  static PoolExhaustion parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
