#include "harness/core/sha256.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace firedrill {
namespace {

// Names as in FIPS 180-4, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.
using Words = std::array<std::uint32_t, 8>;

constexpr std::size_t block_size = 64;  // bytes

constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian_word(std::string_view bytes) {
  std::uint32_t word = 0;
  for (const char byte : bytes.substr(0, 4)) {
    word = (word << 8U) | static_cast<unsigned char>(byte);
  }
  return word;
}

std::array<std::uint32_t, 64> schedule(std::string_view block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < 16; ++t) {
    w[t] = big_endian_word(block.substr(t * 4));
  }
  for (std::size_t t = 16; t < 64; ++t) {
    const std::uint32_t early = w[t - 15];
    const std::uint32_t late = w[t - 2];
    const std::uint32_t sigma_0 = std::rotr(early, 7) ^ std::rotr(early, 18) ^ (early >> 3U);
    const std::uint32_t sigma_1 = std::rotr(late, 17) ^ std::rotr(late, 19) ^ (late >> 10U);
    w[t] = sigma_1 + w[t - 7] + sigma_0 + w[t - 16];
  }
  return w;
}

/// Requires at least 64 bytes, of which it takes the first 64.
void compress(Words& hash, std::string_view block) {
  const std::array<std::uint32_t, 64> w = schedule(block);
  auto [a, b, c, d, e, f, g, h] = hash;
  for (std::size_t t = 0; t < 64; ++t) {
    const std::uint32_t sum_1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t choice = (e & f) ^ (~e & g);
    const std::uint32_t first = h + sum_1 + choice + round_constants[t] + w[t];
    const std::uint32_t sum_0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + sum_0 + majority;
  }
  const Words change = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < hash.size(); ++i) {
    hash[i] += change[i];
  }
}

/// The last bytes, a 1 bit, zeros up to a full block, and the length of the message in bits.
std::string padded(std::string_view rest, std::uint64_t message_size) {
  std::string tail(rest);
  tail += '\x80';
  while (tail.size() % block_size != block_size - 8) {
    tail += '\0';
  }
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    tail += static_cast<char>((message_size * 8 >> (shift - 8)) & 0xffU);
  }
  return tail;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Words hash = {0x6a09e667,
                0xbb67ae85,
                0x3c6ef372,
                0xa54ff53a,
                0x510e527f,
                0x9b05688c,
                0x1f83d9ab,
                0x5be0cd19};
  const std::uint64_t size = bytes.size();
  for (; bytes.size() >= block_size; bytes.remove_prefix(block_size)) {
    compress(hash, bytes);
  }
  const std::string tail = padded(bytes, size);
  for (std::string_view rest = tail; !rest.empty(); rest.remove_prefix(block_size)) {
    compress(hash, rest);
  }
  std::string text;
  for (const std::uint32_t word : hash) {
    for (unsigned shift = 32; shift > 0; shift -= 4) {
      text += "0123456789abcdef"[(word >> (shift - 4)) & 0xfU];
    }
  }
  return text;
}

}  // namespace firedrill
