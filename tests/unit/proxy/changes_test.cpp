#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

#include "mock_services/proxy/pipe.hpp"
#include "tests/support/proxy_line.hpp"

// Toxics that come, change and go while data is on its way.
namespace firedrill::proxy {
namespace {

using tests::Line;
using tests::Log;
using namespace std::chrono_literals;

TEST_CASE("a latency that is lowered applies to what waits already", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 60'000});
  line.read("a");
  line.go_on(10ms);

  line.change(Latency{.latency_ms = 30});
  line.go_on(1s);

  CHECK(line.log == Log{"30ms a"});
}

TEST_CASE("a latency that is raised does so too", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 20});
  line.read("a");
  line.go_on(10ms);

  line.change(Latency{.latency_ms = 50});
  line.go_on(1s);

  CHECK(line.log == Log{"50ms a"});
}

TEST_CASE("a bandwidth that is removed lets go of what is left of a chunk", "[proxy]") {
  Line line;
  line.add(Bandwidth{.rate_kb_s = 1});
  line.read(std::string(1000, 'x'));
  line.go_on(250ms);
  REQUIRE(line.received.size() == 200);

  line.remove();

  CHECK(line.received.size() == 1000);
  CHECK(line.pipe.due() == never);
}

TEST_CASE("a bandwidth of 0 that is raised begins to let through", "[proxy]") {
  Line line;
  line.add(Bandwidth{});
  line.read(std::string(1000, 'x'));
  line.go_on(1h);

  line.change(Bandwidth{.rate_kb_s = 10});
  line.go_on(110ms);

  CHECK(line.received.size() == 1000);
}

TEST_CASE("a toxic that is removed hands on to the next one", "[proxy]") {
  Line line;
  line.add(Bandwidth{}, 1, "closed");
  line.add(Latency{.latency_ms = 100}, 1, "slow");
  line.read("a");
  line.go_on(50ms);

  line.remove("closed");
  line.go_on(1s);

  CHECK(line.log == Log{"150ms a"});
}

TEST_CASE("a toxic that is added acts behind the others, on what comes after it", "[proxy]") {
  Line line;
  line.add(Latency{.latency_ms = 10}, 1, "first");
  line.read("a");

  line.add(Latency{.latency_ms = 100}, 1, "second");
  line.go_on(1s);

  CHECK(line.log == Log{"110ms a"});
}

TEST_CASE("removing what is not there changes nothing", "[proxy]") {
  Line line;
  line.add(Bandwidth{});
  line.read("a");

  line.remove("other");

  CHECK(line.log.empty());
}

TEST_CASE("a timeout begins again when it is changed", "[proxy]") {
  Line line;
  line.add(Timeout{.timeout_ms = 100});
  line.go_on(90ms);

  line.change(Timeout{.timeout_ms = 50});
  line.go_on(1s);

  CHECK(line.log == Log{"140ms close"});
}

TEST_CASE("a timeout that no longer acts closes, as what it dropped cannot come back", "[proxy]") {
  Line line;
  line.add(Timeout{});
  line.read("a");

  line.change(Timeout{}, 0);

  CHECK(line.log == Log{"0ms close"});
}

TEST_CASE("a timeout closes only once", "[proxy]") {
  Line line;
  line.add(Timeout{.timeout_ms = 10});
  line.go_on(1s);
  line.read("a");
  line.finish();

  line.remove();

  CHECK(line.log == Log{"10ms close"});
  CHECK(line.pipe.bytes() == 0);
}

TEST_CASE("a reset that is removed in time never happens", "[proxy]") {
  Line line;
  line.add(ResetPeer{.timeout_ms = 100});
  line.read("a");
  line.go_on(50ms);

  line.remove();
  line.go_on(1s);

  CHECK(line.log == Log{"50ms a"});
}

TEST_CASE("a reset comes at the end of the data if there is none", "[proxy]") {
  Line line;
  line.add(ResetPeer{.timeout_ms = 100});

  line.finish();
  line.go_on(1s);

  CHECK(line.log == Log{"100ms reset"});
}

TEST_CASE("an end that a toxic makes is slow where ends are slow, a reset is not", "[proxy]") {
  Line closes;
  closes.add(LimitData{.bytes = 1}, 1, "limit");
  closes.add(SlowClose{.delay_ms = 50}, 1, "slow");
  Line resets;
  resets.add(ResetPeer{}, 1, "reset");
  resets.add(SlowClose{.delay_ms = 50}, 1, "slow");

  closes.read("abc");
  closes.go_on(1s);
  resets.read("abc");
  resets.go_on(1s);

  CHECK(closes.log == Log{"0ms a", "50ms close"});
  CHECK(resets.log == Log{"0ms reset"});
}

TEST_CASE("a limit below what has passed closes at the next data", "[proxy]") {
  Line line;
  line.add(LimitData{.bytes = 100});
  line.read("abcdef");

  line.change(LimitData{.bytes = 3});
  CHECK(line.log == Log{"0ms abcdef"});
  line.read("g");

  CHECK(line.log == Log{"0ms abcdef", "0ms close"});
}

TEST_CASE("the largest and smallest attributes do no harm", "[proxy]") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const ToxicKind kind = GENERATE(ToxicKind(Latency{.latency_ms = most, .jitter_ms = most}),
                                  ToxicKind(Latency{.latency_ms = least, .jitter_ms = least}),
                                  ToxicKind(Bandwidth{.rate_kb_s = most}),
                                  ToxicKind(SlowClose{.delay_ms = most}),
                                  ToxicKind(SlowClose{.delay_ms = least}),
                                  ToxicKind(Timeout{.timeout_ms = most}),
                                  ToxicKind(Timeout{.timeout_ms = least}),
                                  ToxicKind(ResetPeer{.timeout_ms = most}),
                                  ToxicKind(ResetPeer{.timeout_ms = least}),
                                  ToxicKind(Slicer{.average_size = most, .size_variation = most}),
                                  ToxicKind(Slicer{.average_size = 1, .delay_us = most}),
                                  ToxicKind(LimitData{.bytes = most}),
                                  ToxicKind(LimitData{.bytes = least}));
  Line line;
  line.add(kind);

  line.read("abc");
  line.finish();
  line.go_on(1h);
  line.remove();
  line.read("d");

  CHECK(line.pipe.bytes() == 0);
}

}  // namespace
}  // namespace firedrill::proxy
