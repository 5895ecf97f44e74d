#pragma once

#include <cstdint>
#include <string_view>

namespace firedrill {

/// Spreads every input bit over all 64 output bits; a bijection.
/// Source: finaliser of SplitMix64, Steele, Lea, Flood, OOPSLA 2014 (variant 13 of Stafford).
constexpr std::uint64_t mix64(std::uint64_t word) {
  word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31U);
}

/// 64-bit hash of bytes, the same on every platform and for ever: random streams are keyed by it.
/// FNV-1a (Fowler, Noll, Vo; 64 bit), whose weak high bits mix64 then spreads. Not for adversaries.
constexpr std::uint64_t hash64(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return mix64(hash);
}

}  // namespace firedrill
