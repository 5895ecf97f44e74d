#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace firedrill::proxy {

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): its bytes stay uninitialised
struct Block {
  std::array<char, std::size_t{64} * 1024> bytes;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Blocks that nobody uses at the moment, kept for the next one: no allocation per chunk.
class BlockPool {
 public:
  std::unique_ptr<Block> take();
  void give_back(std::unique_ptr<Block> block);

 private:
  static constexpr std::size_t most_kept = 256;

  std::vector<std::unique_ptr<Block>> free_;
};

/// Bytes that wait, first in, first out. An empty one holds no memory.
class ByteQueue {
 public:
  /// The pool must outlive it.
  explicit ByteQueue(BlockPool& pool) : pool_(pool) {}

  ByteQueue(const ByteQueue&) = delete;
  ByteQueue& operator=(const ByteQueue&) = delete;
  ~ByteQueue();

  /// Where to put the next bytes, several KB at least; then commit() says how many came, 0 too.
  std::span<char> space();
  void commit(std::size_t count);

  /// The first bytes, `most` of them at most; fewer if they do not lie together.
  std::span<const char> front(std::size_t most) const;
  void pop(std::size_t count);

  std::size_t size() const { return size_; }

 private:
  BlockPool& pool_;
  std::deque<std::unique_ptr<Block>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace firedrill::proxy
