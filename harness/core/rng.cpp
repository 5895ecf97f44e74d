#include "harness/core/rng.hpp"

#include "harness/core/hash.hpp"

namespace firedrill {
namespace {

constexpr std::uint64_t golden_gamma = 0x9e3779b97f4a7c15U;  // step of SplitMix64

__extension__ using Wide = unsigned __int128;

}  // namespace

Rng::Rng(std::uint64_t key) {
  for (std::uint64_t& word : state_) {
    key += golden_gamma;
    word = mix64(key);
  }
}

std::uint64_t Rng::below(std::uint64_t bound) {
  assert(bound > 0);
  Wide product = Wide{next()} * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t rejected = (0 - bound) % bound;  // 2^64 mod bound
    while (static_cast<std::uint64_t>(product) < rejected) {
      product = Wide{next()} * bound;
    }
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

Duration Rng::between(Duration low, Duration high) {
  assert(low <= high);
  const auto span =
      static_cast<std::uint64_t>(high.count()) - static_cast<std::uint64_t>(low.count());
  const std::uint64_t offset = span + 1 == 0 ? next() : below(span + 1);
  return Duration{static_cast<Duration::rep>(static_cast<std::uint64_t>(low.count()) + offset)};
}

Rng stream(Seed seed, std::string_view name) {
  return Rng{mix64(static_cast<std::uint64_t>(seed) + golden_gamma) ^ hash64(name)};
}

}  // namespace firedrill
