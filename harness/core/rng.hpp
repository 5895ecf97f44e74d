#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/core/units.hpp"

namespace firedrill {

/// A seeded generator that gives the same numbers on every platform. Copying it copies its future.
/// Source: xoshiro256++ 1.0, Blackman and Vigna, ACM TOMS 47(4), 2021; period 2^256 - 1.
///
/// Every component owns streams of its own, made by stream(): a draw in one component never shifts
/// another's, so that adding a fault re-rolls nothing else.
class Rng {
 public:
  /// Fills the state with SplitMix64 from `key`, as the authors of xoshiro advise.
  explicit Rng(std::uint64_t key);

  /// 64 uniform bits.
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

  /// Uniform in (0, 1), an odd multiple of 2^-53: what an inverse distribution function needs. Both
  /// this and 1 minus this are exact.
  double open_unit() { return (static_cast<double>(next() >> 12U) + 0.5) * 0x1p-52; }

  /// True with probability p, by comparing integers; one draw whatever p is, 0 and 1 included.
  /// Chances finer than 2^-53 count as the next lower multiple.
  bool chance(Probability p) {
    return (next() >> 11U) < static_cast<std::uint64_t>(p.value() * 0x1p53);
  }

  /// Uniform in [0, bound), without bias. Requires bound > 0.
  /// Source: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019.
  std::uint64_t below(std::uint64_t bound);

  /// Uniform in [low, high]. Requires low <= high.
  Duration between(Duration low, Duration high);

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// The stream that belongs to `name`, by convention "component/purpose" ("server/2/service_time").
/// It depends on nothing but the two arguments: not on which other streams exist, nor on order.
Rng stream(Seed seed, std::string_view name);

}  // namespace firedrill
