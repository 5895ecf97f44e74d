#include "mock_services/proxy/pipe.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "tests/support/proxy_line.hpp"

namespace firedrill::proxy {
namespace {

using tests::Line;
using tests::Log;
using namespace std::chrono_literals;

TEST_CASE("without toxics bytes and ends pass at once", "[proxy]") {
  Line line;

  line.read("abc");
  line.finish();

  CHECK(line.log == Log{"0ms abc", "0ms finish"});
  CHECK(line.pipe.due() == never);
  CHECK(line.pipe.bytes() == 0);
}

TEST_CASE("latency delays each chunk from its arrival, and keeps the order", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 100});

  line.read("a");
  line.go_on(30ms);
  line.read("b");
  line.finish();
  line.go_on(1s);

  CHECK(line.log == Log{"100ms a", "130ms b", "130ms finish"});
}

TEST_CASE("two latencies add up", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 100}, 1, "one");
  line.add(Latency{.latency_ms = 20}, 1, "two");

  line.read("a");
  line.go_on(1s);

  CHECK(line.log == Log{"120ms a"});
}

TEST_CASE("jitter stays within its bounds, and the seed repeats it", "[proxy]") {
  std::vector<Log> runs;
  for (int run = 0; run < 2; ++run) {
    Line line;
    line.add(Latency{.latency_ms = 100, .jitter_ms = 50});
    for (int chunk = 0; chunk < 100; ++chunk) {
      const Instant sent = line.now;
      line.read("a");
      const Instant due = line.pipe.due();
      CHECK(due >= sent + 50ms);
      CHECK(due <= sent + 150ms);
      line.go_on(150ms);
    }
    runs.push_back(line.log);
  }

  CHECK(runs[0] == runs[1]);
  CHECK(runs[0][0] != runs[0][1]);
}

TEST_CASE("a latency that goes lets go of all at once", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 60'000});
  line.read("a");
  line.read("b");

  line.go_on(10ms);
  line.remove();
  line.read("c");

  CHECK(line.log == Log{"10ms a", "10ms b", "10ms c"});
}

TEST_CASE("bandwidth sends as many bytes a second as it says", "[proxy]") {
  const std::int64_t rate = GENERATE(1, 7, 100, 10'000);
  Line line;
  line.add(Bandwidth{.rate_kb_s = rate});

  line.read(std::string(50'000, 'x'));
  const Duration whole = Duration(50'000'000'000 / rate);
  line.go_on(whole - 1ms);
  CHECK(line.pipe.bytes() > 0);
  line.go_on(1ms);

  CHECK(line.pipe.bytes() == 0);
}

TEST_CASE("bandwidth makes up for a timer that is late, not for a slow reader", "[proxy]") {
  Line line;
  line.add(Bandwidth{.rate_kb_s = 100});
  line.read(std::string(20'000, 'x'));  // two slices of 100 ms

  line.now += 102ms;
  line.take();
  CHECK(line.log.size() == 1);
  CHECK(line.pipe.due() == Instant(200ms));
  line.now += 1s;
  line.take();
  line.read(std::string(10'000, 'x'));

  CHECK(line.pipe.due() >= line.now + 95ms);
}

TEST_CASE("bandwidth 0 lets nothing through", "[proxy]") {
  Line line;
  line.add(Bandwidth{});

  line.read("a");
  line.go_on(1h);

  CHECK(line.log.empty());
  CHECK(line.pipe.due() == never);
}

TEST_CASE("slow_close delays the end and no data", "[proxy]") {
  Line line;
  line.add(SlowClose{.delay_ms = 500});

  line.read("a");
  line.finish();
  line.go_on(1s);

  CHECK(line.log == Log{"0ms a", "500ms finish"});
}

TEST_CASE("timeout drops all and closes after its time, whatever keeps coming", "[proxy]") {
  Line line;
  line.add(Timeout{.timeout_ms = 100});

  for (int turn = 0; turn < 9; ++turn) {
    line.read("a");
    line.go_on(10ms);
  }
  line.finish();
  CHECK(line.log.empty());
  CHECK(line.pipe.bytes() == 0);
  line.go_on(1s);

  CHECK(line.log == Log{"100ms close"});
}

TEST_CASE("timeout 0 closes when it is removed", "[proxy]") {
  Line line;
  line.add(Timeout{});

  line.read("a");
  line.go_on(1h);
  CHECK(line.log.empty());
  line.remove();

  CHECK(line.log == Log{"3600000ms close"});
}

TEST_CASE("reset_peer resets a time after the first data", "[proxy]") {
  Line line;
  line.add(ResetPeer{.timeout_ms = 50});

  line.go_on(10ms);
  line.read("a");
  line.go_on(20ms);
  line.read("b");
  line.go_on(1s);

  CHECK(line.log == Log{"60ms reset"});
}

TEST_CASE("slicer cuts into pieces with a time after each", "[proxy]") {
  Line line;
  line.add(Slicer{.average_size = 2, .delay_us = 10'000});

  line.read("abcde");
  line.go_on(1s);
  line.read("f");

  CHECK(line.log == Log{"0ms ab", "10ms cd", "20ms e", "1000ms f"});
}

TEST_CASE("slices vary within their bounds", "[proxy]") {
  Line line;
  line.add(Slicer{.average_size = 10, .size_variation = 4});

  line.read(std::string(1000, 'x'));

  std::size_t smallest = 1000;
  std::size_t largest = 0;
  std::size_t total = 0;
  for (const std::string& entry : line.log) {
    const std::size_t size = entry.size() - std::string_view("0ms ").size();
    total += size;
    if (total < 1000) {  // the last one is what is left
      smallest = std::min(smallest, size);
      largest = std::max(largest, size);
    }
  }
  CHECK(total == 1000);
  CHECK(smallest == 6);
  CHECK(largest == 14);
}

TEST_CASE("limit_data closes after so many bytes, and counts on when it is changed", "[proxy]") {
  Line line;
  line.add(LimitData{.bytes = 5});
  line.read("abc");
  line.change(LimitData{.bytes = 6});

  line.read("defgh");
  line.take();

  CHECK(line.log == Log{"0ms abc", "0ms def", "0ms close"});
}

TEST_CASE("limit_data 0 closes at the first data", "[proxy]") {
  Line line;
  line.add(LimitData{});
  CHECK(line.log.empty());

  line.read("a");

  CHECK(line.log == Log{"0ms close"});
}

TEST_CASE("toxicity 0 makes every toxic harmless", "[proxy]") {
  const ToxicKind kind = GENERATE(ToxicKind(Latency{.latency_ms = 10}),
                                  ToxicKind(Bandwidth{}),
                                  ToxicKind(SlowClose{.delay_ms = 10}),
                                  ToxicKind(Timeout{.timeout_ms = 10}),
                                  ToxicKind(ResetPeer{}),
                                  ToxicKind(Slicer{.average_size = 1, .delay_us = 10}),
                                  ToxicKind(LimitData{}));
  Line line;
  line.add(kind, 0);

  line.read("abc");
  line.finish();
  line.remove();

  CHECK(line.log == Log{"0ms abc", "0ms finish"});
}

TEST_CASE("a share of the connections is hit, and a higher toxicity hits them too", "[proxy]") {
  int hit = 0;
  for (int number = 0; number < 1000; ++number) {
    Line line;
    const Rng rng = stream(Seed{7}, "connection/" + std::to_string(number));
    line.pipe.add({.name = "toxic", .toxicity = 0.3F, .kind = LimitData{}}, rng, line.now);
    Line same;
    same.pipe.add({.name = "toxic", .toxicity = 0, .kind = LimitData{}}, rng, same.now);
    same.pipe.change({.name = "toxic", .toxicity = 0.6F, .kind = LimitData{}}, same.now);

    line.read("a");
    same.read("a");

    const bool is_hit = line.log == Log{"0ms close"};
    hit += is_hit ? 1 : 0;
    CHECK((!is_hit || same.log == line.log));
  }
  CHECK(hit > 250);
  CHECK(hit < 350);
}

TEST_CASE("toxics act one after the other", "[proxy]") {
  Line line;
  line.add(Slicer{.average_size = 1, .delay_us = 10'000}, 1, "slicer");
  line.add(Latency{.latency_ms = 100}, 1, "latency");
  line.add(LimitData{.bytes = 2}, 1, "limit");

  line.read("abc");
  line.go_on(1s);

  CHECK(line.log == Log{"100ms a", "110ms b", "110ms close"});
}

TEST_CASE("a receiver that does not read stops the reading, with latency too", "[proxy]") {
  const bool is_delayed = GENERATE(false, true);
  BlockPool pool;
  Pipe pipe(pool);
  Instant now{};
  if (is_delayed) {
    pipe.add({.name = "slow", .kind = Latency{.latency_ms = 10}}, stream(Seed{1}, "slow"), now);
  }

  std::size_t read = 0;
  for (int turn = 0; turn < 10'000 && pipe.wants_more(); ++turn) {
    read += pipe.space().size();
    pipe.arrived(pipe.space().size(), now);
    now += 1ms;
    pipe.advance(now);
  }

  CHECK_FALSE(pipe.wants_more());
  CHECK(read <= std::size_t{1024} * 1024);
}

TEST_CASE("latency does not lower the rate of bytes", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 100});
  const std::string block(64 * 1024, 'x');

  for (int turn = 0; turn < 30; ++turn) {  // 4 MB on their way
    CHECK(line.pipe.wants_more());
    line.read(block);
    line.read(block);
    line.go_on(1ms);
  }

  line.go_on(100ms);
  CHECK(line.pipe.bytes() == 0);
}

}  // namespace
}  // namespace firedrill::proxy
