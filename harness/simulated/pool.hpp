#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace firedrill::simulated {

/// "No record": what an index holds when it names nothing.
constexpr std::uint32_t nothing = 0xffffffff;

/// Records that come and go by the million: named by index, in pages that never move, so that a
/// reference stays valid while others are taken. Memory is that of the busiest moment.
/// Record is a plain struct with a member `std::uint32_t next`, which the pool uses while the
/// record is free.
template <class Record>
class Pool {
 public:
  /// A value-initialised record.
  std::uint32_t take() {
    if (free_ == nothing) {
      add_page();
    }
    const std::uint32_t index = free_;
    Record& record = (*this)[index];
    free_ = record.next;
    record = Record{};
    ++in_use_;
    return index;
  }

  void give_back(std::uint32_t index) {
    assert(in_use_ > 0);
    (*this)[index].next = free_;
    free_ = index;
    --in_use_;
  }

  Record& operator[](std::uint32_t index) {
    return pages_[index >> page_bits][index & (page_size - 1)];
  }

  const Record& operator[](std::uint32_t index) const {
    return pages_[index >> page_bits][index & (page_size - 1)];
  }

  /// Calls `visit` with each record that is taken. Takes time and memory for all that ever were.
  template <class Function>
  void for_each_in_use(const Function& visit) const {
    std::vector<bool> is_free(capacity());
    for (std::uint32_t index = free_; index != nothing; index = (*this)[index].next) {
      is_free[index] = true;
    }
    for (std::uint32_t index = 0; index < is_free.size(); ++index) {
      if (!is_free[index]) {
        visit((*this)[index]);
      }
    }
  }

  std::size_t in_use() const { return in_use_; }

  std::size_t capacity() const { return pages_.size() * page_size; }

 private:
  static constexpr std::uint32_t page_bits = 10;
  static constexpr std::uint32_t page_size = 1U << page_bits;

  void add_page() {
    const auto first = static_cast<std::uint32_t>(pages_.size()) << page_bits;
    pages_.push_back(std::make_unique<Record[]>(page_size));
    for (std::uint32_t offset = page_size; offset > 0; --offset) {
      pages_.back()[offset - 1].next = free_;
      free_ = first + offset - 1;
    }
  }

  std::vector<std::unique_ptr<Record[]>> pages_;
  std::uint32_t free_ = nothing;
  std::size_t in_use_ = 0;
};

}  // namespace firedrill::simulated
