#include "harness/simulated/timing_wheel.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"

using namespace std::chrono_literals;
using firedrill::Duration;
using firedrill::Instant;
using firedrill::Rng;
using firedrill::Seed;
using firedrill::stream;
using firedrill::simulated::NodeIndex;
using firedrill::simulated::TimingWheel;

namespace {

std::vector<std::uint32_t> drain(TimingWheel& wheel, Instant end = Instant::max()) {
  std::vector<std::uint32_t> subjects;
  while (const TimingWheel::Entry* entry = wheel.pop_until(end)) {
    subjects.push_back(entry->task.subject);
  }
  return subjects;
}

/// A sorted map does what the wheel must do, and every pop compares the two.
class Oracle {
 public:
  explicit Oracle(Instant start) : wheel_(start), now_(start) {}

  void push(Instant due) {
    const NodeIndex node = wheel_.push(due, {.subject = number_});
    expected_[{due, number_}] = node;
    ++number_;
  }

  void cancel(std::size_t position) {
    const auto chosen = std::next(expected_.begin(), static_cast<std::ptrdiff_t>(position));
    wheel_.cancel(chosen->second);
    expected_.erase(chosen);
  }

  /// Pops what is due, or moves the time to `end` if nothing is.
  void pop_until(Instant end) {
    const TimingWheel::Entry* entry = wheel_.pop_until(end);
    const bool due = !expected_.empty() && expected_.begin()->first.first <= end;
    REQUIRE((entry != nullptr) == due);
    if (!due) {
      now_ = std::max(now_, end);
      return;
    }
    REQUIRE(std::pair(entry->due, entry->task.subject) == expected_.begin()->first);
    now_ = entry->due;
    expected_.erase(expected_.begin());
  }

  Instant now() const { return now_; }

  std::size_t size() const {
    REQUIRE(wheel_.size() == expected_.size());
    return expected_.size();
  }

 private:
  TimingWheel wheel_;
  Instant now_;
  std::uint32_t number_ = 0;
  std::map<std::pair<Instant, std::uint32_t>, NodeIndex> expected_;
};

/// Delays of every magnitude, with many ties: a few values of few bits, shifted anywhere.
Duration any_delay(Rng& rng, unsigned largest_shift) {
  const auto shift = static_cast<unsigned>(rng.below(largest_shift + 1));
  return Duration{static_cast<Duration::rep>(rng.below(5) << shift)};
}

void play_random_operations(std::uint64_t seed, Instant start, unsigned largest_shift) {
  Rng rng = stream(Seed{seed}, "operations");
  Oracle oracle{start};
  for (int step = 0; step < 3000; ++step) {
    const std::uint64_t choice = rng.below(100);
    if (choice < 50) {
      oracle.push(oracle.now() + any_delay(rng, largest_shift));
    } else if (choice < 65 && oracle.size() > 0) {
      oracle.cancel(rng.below(oracle.size()));
    } else {
      oracle.pop_until(oracle.now() + any_delay(rng, largest_shift));
    }
  }
  while (oracle.size() > 0) {
    oracle.pop_until(Instant::max());
  }
}

}  // namespace

TEST_CASE("the wheel agrees with a sorted map on random operations", "[unit][simulated][wheel]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    play_random_operations(seed, Instant{}, 45);
    play_random_operations(seed, Instant{-120s}, 38);
    play_random_operations(seed, Instant{-3ns}, 3);
  }
}

TEST_CASE("tasks of one instant leave in the order they came", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{}};
  const Instant due{1h};

  wheel.push(due, {.subject = 1});  // waits far up
  wheel.push(Instant{1ms}, {.subject = 0});
  wheel.pop_until(Instant{1ms});
  wheel.push(due, {.subject = 2});
  wheel.push(due - 1ns, {.subject = 9});
  wheel.pop_until(due - 1ns);  // the clock is now next to both
  wheel.push(due, {.subject = 3});

  CHECK(drain(wheel) == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("tasks before and after zero keep their order", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{-120s}};

  wheel.push(Instant{1ns}, {.subject = 5});
  wheel.push(Instant{-1ns}, {.subject = 3});
  wheel.push(Instant{-120s}, {.subject = 1});
  wheel.push(Instant{0s}, {.subject = 4});
  wheel.push(Instant{-119s}, {.subject = 2});

  CHECK(drain(wheel) == std::vector<std::uint32_t>{1, 2, 3, 4, 5});
}

TEST_CASE("the wheel covers the whole range of Instant", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant::min()};

  wheel.push(Instant::max(), {.subject = 3});
  wheel.push(Instant{}, {.subject = 2});
  wheel.push(Instant::min(), {.subject = 1});

  CHECK(drain(wheel) == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("pop_until leaves what is due later, to the nanosecond", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{}};
  wheel.push(Instant{10s}, {.subject = 1});
  wheel.push(Instant{10s} + 1ns, {.subject = 2});

  CHECK(drain(wheel, Instant{10s} - 1ns).empty());
  CHECK(drain(wheel, Instant{10s}) == std::vector<std::uint32_t>{1});
  CHECK(wheel.size() == 1);
  CHECK(drain(wheel, Instant{10s} + 1ns) == std::vector<std::uint32_t>{2});
}

TEST_CASE("an end without a due task lets later pushes start there", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{}};
  wheel.push(Instant{100ms}, {.subject = 3});
  wheel.push(Instant{101ms}, {.subject = 4});

  CHECK(wheel.pop_until(Instant{99ms}) == nullptr);
  wheel.push(Instant{99ms}, {.subject = 1});
  wheel.push(Instant{99ms} + 1ns, {.subject = 2});

  CHECK(drain(wheel) == std::vector<std::uint32_t>{1, 2, 3, 4});
}

TEST_CASE("cancelling takes out first, middle and last of a slot", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{}};
  std::vector<NodeIndex> nodes;
  for (std::uint32_t i = 0; i < 6; ++i) {
    nodes.push_back(wheel.push(Instant{1s}, {.subject = i}));
  }

  for (const std::size_t i : {0U, 2U, 5U}) {
    wheel.cancel(nodes[i]);
  }

  CHECK(wheel.size() == 3);
  CHECK(drain(wheel) == std::vector<std::uint32_t>{1, 3, 4});
}

TEST_CASE("nodes of popped and cancelled tasks are used again", "[unit][simulated][wheel]") {
  TimingWheel wheel{Instant{}};
  const NodeIndex first = wheel.push(Instant{}, {});
  NodeIndex highest = first;
  for (int i = 0; i < 10'000; ++i) {
    const Instant now{i * 1ms};
    highest = std::max(highest, wheel.push(now + 1ms, {}));
    const NodeIndex timeout = wheel.push(now + 30s, {});
    highest = std::max(highest, timeout);
    wheel.pop_until(now + 1ms);
    wheel.cancel(timeout);
  }

  CHECK(wheel.size() == 1);
  CHECK(highest - first < 64);
}
