#include "harness/core/hash.hpp"

#include <bit>
#include <set>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/core/digest.hpp"

using firedrill::Digest;
using firedrill::hash64;
using firedrill::mix64;

TEST_CASE("hash64 never changes: streams are keyed by it", "[unit][core][hash]") {
  static_assert(hash64("") == 0xf52a15e9a9b5e89bU);
  static_assert(hash64("server/latency") == 0xafc3ec45fe377ad4U);

  CHECK(hash64(std::string_view("\0", 1)) != hash64(""));
}

TEST_CASE("hash64 of similar names differs in about half of the bits", "[unit][core][hash]") {
  std::set<std::uint64_t> seen;
  int changed_bits = 0;

  for (int i = 0; i < 1000; ++i) {
    const std::string name = "server/" + std::to_string(i);
    seen.insert(hash64(name));
    changed_bits += std::popcount(hash64(name) ^ hash64(name + "/x"));
  }

  CHECK(seen.size() == 1000);
  CHECK(changed_bits == Approx(32'000).margin(5 * 127));
}

TEST_CASE("mix64 moves half of the bits for every single input bit", "[unit][core][hash]") {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const int changed = std::popcount(mix64(12345) ^ mix64(12345 ^ (1ULL << bit)));
    CHECK(changed == Approx(32).margin(20));
  }
}

TEST_CASE("a Digest tells order, values and length apart", "[unit][core][digest]") {
  const auto digest_of = [](std::initializer_list<std::pair<std::uint64_t, std::uint64_t>> words) {
    Digest digest;
    for (const auto& [first, second] : words) {
      digest.mix(first, second);
    }
    return digest.value();
  };

  const std::set<std::uint64_t> all = {digest_of({}),
                                       digest_of({{0, 0}}),
                                       digest_of({{0, 0}, {0, 0}}),
                                       digest_of({{1, 2}, {3, 4}}),
                                       digest_of({{3, 4}, {1, 2}}),
                                       digest_of({{2, 1}, {3, 4}}),
                                       digest_of({{1, 2}, {3, 5}})};

  CHECK(all.size() == 7);
  CHECK(digest_of({{1, 2}, {2, 1}}) == 0x8e9f7f0bbcda6e5eU);  // known answer
}

TEST_CASE("any single changed bit early in a sequence changes a Digest", "[unit][core][digest]") {
  std::set<std::uint64_t> values;

  for (unsigned bit = 0; bit < 128; ++bit) {
    Digest digest;
    digest.mix(bit < 64 ? 1ULL << bit : 0, bit < 64 ? 0 : 1ULL << (bit - 64));
    for (std::uint64_t i = 0; i < 1000; ++i) {
      digest.mix(i, i * i);
    }
    values.insert(digest.value());
  }

  CHECK(values.size() == 128);
}
