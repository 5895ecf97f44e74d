#pragma once

#include <bit>
#include <cstdint>

#include "harness/core/hash.hpp"

namespace firedrill {

/// A running 64-bit fingerprint of a sequence: equal sequences give equal values, and any change of
/// a word, of the order or of the length almost surely another one. Costs 1-2 ns a call, because
/// only one multiplication of each call depends on the call before. Not for adversaries.
class Digest {
 public:
  void mix(std::uint64_t first, std::uint64_t second) {
    std::uint64_t word = (first ^ 0x9e3779b97f4a7c15U) * 0xff51afd7ed558ccdU;  // MurmurHash3's
    word = ((word ^ (word >> 32U)) + second) * 0xc4ceb9fe1a85ec53U;            // 64-bit finaliser
    state_ = std::rotl(state_ ^ word ^ (word >> 29U), 27) * 5U + 0x52dce729U;
  }

  std::uint64_t value() const { return mix64(state_); }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace firedrill
