#include "mock_services/proxy/blocks.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "mock_services/proxy/chunk.hpp"

namespace firedrill::proxy {
namespace {

void put(ByteQueue& queue, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::span<char> space = queue.space();
    const std::size_t count = std::min(space.size(), bytes.size());
    std::copy_n(bytes.begin(), count, space.begin());
    queue.commit(count);
    bytes.remove_prefix(count);
  }
}

std::string take(ByteQueue& queue, std::size_t most) {
  const std::span<const char> front = queue.front(most);
  std::string bytes(front.begin(), front.end());
  queue.pop(bytes.size());
  return bytes;
}

TEST_CASE("bytes come out as they went in, whatever the sizes", "[proxy]") {
  BlockPool pool;
  ByteQueue queue(pool);
  Rng rng = stream(Seed{1}, "blocks");
  std::string in;
  std::string out;

  for (int turn = 0; turn < 300; ++turn) {
    std::string bytes(rng.below(3000), ' ');
    std::generate(bytes.begin(), bytes.end(), [&] {
      return static_cast<char>('a' + static_cast<int>(rng.below(26)));
    });
    in += bytes;
    put(queue, bytes);
    for (std::uint64_t reads = rng.below(4); reads > 0 && queue.size() > 0; --reads) {
      out += take(queue, 1 + rng.below(2000));
    }
    CHECK(queue.size() == in.size() - out.size());
  }
  while (queue.size() > 0) {
    out += take(queue, 100'000);
  }

  CHECK(out == in);
}

TEST_CASE("a queue reads into the memory that it has just let go of", "[proxy]") {
  BlockPool pool;
  ByteQueue queue(pool);
  put(queue, "first");
  const char* const used = queue.front(1).data();
  take(queue, 5);

  put(queue, "second");

  CHECK(queue.front(1).data() == used);
}

TEST_CASE("a read that gave nothing leaves an empty queue without memory", "[proxy]") {
  BlockPool pool;
  ByteQueue first(pool);
  ByteQueue second(pool);

  const char* const offered = first.space().data();
  first.commit(0);

  CHECK(second.space().data() == offered);
  second.commit(0);
}

TEST_CASE("a read that gave nothing keeps what is there", "[proxy]") {
  BlockPool pool;
  ByteQueue queue(pool);
  put(queue, "abc");

  queue.space();
  queue.commit(0);

  CHECK(take(queue, 10) == "abc");
}

TEST_CASE("there is always room for a good read", "[proxy]") {
  BlockPool pool;
  ByteQueue queue(pool);

  for (int turn = 0; turn < 100; ++turn) {
    CHECK(queue.space().size() >= 4096);
    put(queue, std::string(3000, 'x'));
  }
}

TEST_CASE("bytes can be taken over the end of a block at once", "[proxy]") {
  BlockPool pool;
  ByteQueue queue(pool);
  put(queue, std::string(150'000, 'x'));
  put(queue, "end");

  queue.pop(150'000);

  CHECK(take(queue, 10) == "end");
}

TEST_CASE("chunks come out in their order while the queue grows and turns", "[proxy]") {
  ChunkQueue queue;
  std::size_t pushed = 0;
  std::size_t popped = 0;

  for (std::size_t turn = 0; turn < 200; ++turn) {
    for (std::size_t count = 0; count < turn % 7; ++count) {
      queue.push({.bytes = ++pushed});
    }
    for (std::size_t count = 0; count < turn % 5 && !queue.empty(); ++count) {
      CHECK(queue.front().bytes == ++popped);
      queue.pop();
    }
    CHECK(queue.size() == pushed - popped);
  }
}

}  // namespace
}  // namespace firedrill::proxy
