#include "harness/simulated/pool.hpp"

#include <catch2/catch.hpp>

namespace firedrill::simulated {
namespace {

struct Item {
  std::uint32_t next = nothing;
  int value = 0;
};

TEST_CASE("a record keeps its place while the pool grows", "[pool]") {
  Pool<Item> pool;
  const std::uint32_t first = pool.take();
  Item& item = pool[first];
  item.value = 7;

  for (int count = 0; count < 10'000; ++count) {
    pool.take();
  }

  CHECK(&pool[first] == &item);
  CHECK(item.value == 7);
  CHECK(pool.in_use() == 10'001);
}

TEST_CASE("a record that was given back is used again, blank", "[pool]") {
  Pool<Item> pool;
  const std::uint32_t first = pool.take();
  pool[first].value = 7;

  pool.give_back(first);
  const std::uint32_t again = pool.take();

  CHECK(again == first);
  CHECK(pool[again].value == 0);
  CHECK(pool[again].next == nothing);
}

TEST_CASE("memory is that of the busiest moment", "[pool]") {
  Pool<Item> pool;
  for (int round = 0; round < 1000; ++round) {
    const std::uint32_t left = pool.take();
    const std::uint32_t right = pool.take();
    pool.give_back(left);
    pool.give_back(right);
  }

  CHECK(pool.in_use() == 0);
  CHECK(pool.capacity() <= 1024);
}

TEST_CASE("all that is taken is met once, and nothing that was given back", "[pool]") {
  Pool<Item> pool;
  const std::uint32_t first = pool.take();
  const std::uint32_t second = pool.take();
  const std::uint32_t third = pool.take();
  pool[first].value = 1;
  pool[third].value = 3;
  pool.give_back(second);

  std::vector<int> met;
  pool.for_each_in_use([&](const Item& item) { met.push_back(item.value); });

  CHECK(met == std::vector{1, 3});
}

}  // namespace
}  // namespace firedrill::simulated
