#include "mock_services/proxy/blocks.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::proxy {

namespace {

constexpr std::size_t least_space = 4096;

}  // namespace

std::unique_ptr<Block> BlockPool::take() {
  if (free_.empty()) {
    return std::unique_ptr<Block>(new Block);  // its bytes stay uninitialised
  }
  std::unique_ptr<Block> block = std::move(free_.back());
  free_.pop_back();
  block->begin = 0;
  block->end = 0;
  return block;
}

void BlockPool::give_back(std::unique_ptr<Block> block) {
  if (free_.size() < most_kept) {
    free_.push_back(std::move(block));
  }
}

ByteQueue::~ByteQueue() {
  for (std::unique_ptr<Block>& block : blocks_) {
    pool_.give_back(std::move(block));
  }
}

std::span<char> ByteQueue::space() {
  if (blocks_.empty() || blocks_.back()->bytes.size() - blocks_.back()->end < least_space) {
    blocks_.push_back(pool_.take());
  }
  Block& last = *blocks_.back();
  return std::span<char>(last.bytes).subspan(last.end);
}

void ByteQueue::commit(std::size_t count) {
  Block& last = *blocks_.back();
  last.end += count;
  size_ += count;
  if (last.begin == last.end) {
    pool_.give_back(std::move(blocks_.back()));
    blocks_.pop_back();
  }
}

std::span<const char> ByteQueue::front(std::size_t most) const {
  const Block& first = *blocks_.front();
  return std::span<const char>(first.bytes)
      .subspan(first.begin, std::min(most, first.end - first.begin));
}

void ByteQueue::pop(std::size_t count) {
  size_ -= count;
  while (count > 0) {
    Block& first = *blocks_.front();
    const std::size_t here = std::min(count, first.end - first.begin);
    first.begin += here;
    count -= here;
    if (first.begin == first.end) {
      pool_.give_back(std::move(blocks_.front()));
      blocks_.pop_front();
    }
  }
}

}  // namespace firedrill::proxy
