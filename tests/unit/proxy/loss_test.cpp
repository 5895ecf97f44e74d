#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "mock_services/proxy/stage.hpp"

// What a TCP stream shows of packets that are lost.
namespace firedrill::proxy {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t packet = 1448;

/// How late each of so many chunks comes that arrive ten minutes apart.
std::vector<Duration> delays_of(const Loss& loss, std::size_t bytes, std::size_t chunks) {
  Instant now{};
  Stage stage({.name = "loss", .kind = loss}, stream(Seed{1}, "loss"), now);
  std::vector<Duration> delays;
  for (std::size_t index = 0; index < chunks; ++index) {
    now += 10min;
    stage.push({.bytes = bytes, .arrived = now});
    std::optional<Chunk> taken = stage.pull(now);
    if (!taken) {
      taken = stage.pull(stage.due());
    }
    REQUIRE(taken);
    delays.push_back(taken->arrived - now);
  }
  return delays;
}

std::size_t late(const std::vector<Duration>& delays) {
  return delays.size() -
         static_cast<std::size_t>(std::count(delays.begin(), delays.end(), Duration{}));
}

TEST_CASE("as many packets are lost as the share says, and each waits for the timeout", "[proxy]") {
  const std::vector<Duration> delays = delays_of({.per_thousand = 20, .rto_ms = 300}, 100, 50'000);

  CHECK(late(delays) > 900);  // 1000, within 3 standard errors of 31
  CHECK(late(delays) < 1100);
  for (const Duration delay : delays) {
    // Lost once, twice, three times...: the timeout doubles.
    CHECK((delay == 0ms || delay == 300ms || delay == 900ms || delay == 2100ms));
  }
  CHECK(std::count(delays.begin(), delays.end(), 900ms) > 5);  // 20
}

TEST_CASE("bursts lose as many packets, in fewer places", "[proxy]") {
  const std::vector<Duration> delays = delays_of({.per_thousand = 50, .burst = 5}, 100, 100'000);
  std::size_t bursts = 0;
  for (std::size_t index = 1; index < delays.size(); ++index) {
    bursts += delays[index] > 0ms && delays[index - 1] == 0ms ? 1U : 0U;
  }

  CHECK(late(delays) > 4500);  // 5000, the variance nine times that of single losses
  CHECK(late(delays) < 5500);
  CHECK(late(delays) > 4 * bursts);
  CHECK(late(delays) < 6 * bursts);
}

TEST_CASE("a connection may begin in a bad time", "[proxy]") {
  const Loss loss{.per_thousand = 100, .burst = 10};
  std::size_t lost = 0;
  for (std::uint64_t number = 0; number < 10'000; ++number) {
    Stage stage({.name = "loss", .kind = loss}, stream(Seed{number}, "loss"), Instant{});
    stage.push({.bytes = 100, .arrived = Instant{}});
    lost += stage.pull(Instant{}) ? 0U : 1U;
  }

  CHECK(lost > 850);  // 1000, within 5 standard errors of 30
  CHECK(lost < 1150);
}

TEST_CASE("a lost packet that three others follow is sent again after a round trip", "[proxy]") {
  const Loss loss{.per_thousand = 1, .round_trip_ms = 40, .rto_ms = 200};
  const std::vector<Duration> delays = delays_of(loss, 40 * packet, 10'000);

  const auto fast = std::count(delays.begin(), delays.end(), 40ms);
  const auto slow = std::count(delays.begin(), delays.end(), 200ms);
  CHECK(fast > 300);  // 37 of 40 packets can be noticed: 363
  CHECK(fast < 430);
  CHECK(slow > 10);  // the last three: 30
  CHECK(slow < 50);
}

TEST_CASE("a packet that is noticed and lost again waits for one timeout more", "[proxy]") {
  const Loss loss{.per_thousand = 100, .round_trip_ms = 40, .rto_ms = 200};
  const std::vector<Duration> delays = delays_of(loss, 4 * packet, 20'000);

  CHECK(std::count(delays.begin(), delays.end(), 240ms) > 50);  // the first of four, twice: 130
}

TEST_CASE("what follows a lost packet waits with it, and nothing waits when none is lost",
          "[proxy]") {
  Stage stage({.name = "loss", .kind = Loss{.per_thousand = 1000, .rto_ms = 1}},
              stream(Seed{1}, "loss"),
              Instant{});
  stage.push({.bytes = 10, .arrived = Instant{}});
  stage.push({.bytes = 10, .arrived = Instant{}});
  REQUIRE_FALSE(stage.pull(Instant{}));
  const Instant first = stage.due();
  CHECK(first > Instant{1min});  // lost 15 times more
  REQUIRE(stage.pull(first));
  CHECK_FALSE(stage.pull(first));

  CHECK(late(delays_of({}, 40 * packet, 100)) == 0);
}

}  // namespace
}  // namespace firedrill::proxy
