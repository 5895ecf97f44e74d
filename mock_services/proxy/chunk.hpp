#pragma once

#include <cstddef>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill::proxy {

/// What a chunk of a stream stands for.
enum class Mark {
  data,
  dropped,  ///< bytes that shall not be sent
  finish,   ///< the sender sends no more; the other direction goes on
  close,    ///< the end of the connection, both ways
  reset,    ///< the same, by TCP RST
};

/// A piece of a stream, without its bytes: those wait in one queue in the same order.
struct Chunk {
  std::size_t bytes = 0;  ///< of data and dropped, at least 1
  Mark mark = Mark::data;
  Instant arrived{};
};

/// First in, first out, in memory that only grows, to the most that there were at a time.
class ChunkQueue {
 public:
  bool empty() const { return size_ == 0; }

  std::size_t size() const { return size_; }

  Chunk& front() { return ring_[first_]; }

  const Chunk& front() const { return ring_[first_]; }

  void push(const Chunk& chunk) {
    if (size_ == ring_.size()) {
      grow();
    }
    ring_[(first_ + size_++) & (ring_.size() - 1)] = chunk;
  }

  void pop() {
    first_ = (first_ + 1) & (ring_.size() - 1);
    --size_;
  }

 private:
  void grow() {
    std::vector<Chunk> larger(ring_.empty() ? 4 : 2 * ring_.size());  // a power of two
    for (std::size_t index = 0; index < size_; ++index) {
      larger[index] = ring_[(first_ + index) & (ring_.size() - 1)];
    }
    ring_.swap(larger);
    first_ = 0;
  }

  std::vector<Chunk> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace firedrill::proxy
