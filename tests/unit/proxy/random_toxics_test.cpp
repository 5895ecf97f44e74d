#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "mock_services/proxy/pipe.hpp"
#include "tests/support/proxy_line.hpp"

namespace firedrill::proxy {
namespace {

using tests::Line;
using namespace std::chrono_literals;

/// One that delays and cuts, but loses nothing.
ToxicKind harmless(Rng& rng) {
  const auto number = [&](std::uint64_t most) {
    return static_cast<std::int64_t>(rng.below(most));
  };
  switch (rng.below(9)) {
    case 0:
      return Latency{.latency_ms = number(50), .jitter_ms = number(50)};
    case 1:
      return Bandwidth{.rate_kb_s = 1 + number(10'000)};
    case 2:
      return SlowClose{.delay_ms = number(100)};
    case 3:
      return Slicer{.average_size = 100 + number(1000),
                    .size_variation = number(100),
                    .delay_us = number(100)};
    case 4:
      return Loss{.per_thousand = number(200), .burst = 1 + number(5), .rto_ms = 1 + number(20)};
    case 5:
      return HttpStatus{};
    case 6:
      return HttpHeaders{.set = {{"x", "y"}}};
    case 7:
      return Delay{.by = Uniform{.low = 0ms, .high = 50ms}, .pieces = 1 + number(5)};
    default:
      return LimitData{.bytes = 1'000'000'000};
  }
}

ToxicKind any(Rng& rng) {
  const auto number = [&](std::uint64_t most) {
    return static_cast<std::int64_t>(rng.below(most));
  };
  switch (rng.below(7)) {
    case 0:
      return Timeout{.timeout_ms = number(50)};
    case 1:
      return ResetPeer{.timeout_ms = number(50)};
    case 2:
      return LimitData{.bytes = number(20'000)};
    case 3:
      return Reject{};
    default:
      return harmless(rng);
  }
}

std::string random_bytes(Rng& rng) {
  std::string bytes(1 + rng.below(4000), ' ');
  std::generate(bytes.begin(), bytes.end(), [&] {
    return static_cast<char>('a' + static_cast<int>(rng.below(26)));
  });
  return bytes;
}

/// Plays a line whose toxics come, change and go; everything that was sent.
template <class Draw>
std::string play(Line& line, Rng& rng, Draw draw) {
  std::string sent;
  std::vector<std::string> names;
  for (std::uint64_t turn = 0; turn < 60; ++turn) {
    const std::uint64_t choice = rng.below(6);
    if (choice == 0 && names.size() < 4) {
      names.push_back("toxic-" + std::to_string(turn));
      line.add(draw(rng), static_cast<float>(rng.unit() * 2), names.back());
    } else if (choice == 1 && !names.empty()) {
      const auto gone = names.begin() + static_cast<std::ptrdiff_t>(rng.below(names.size()));
      line.remove(*gone);
      names.erase(gone);
    } else if (choice == 2 && !names.empty()) {
      line.pipe.change({.name = names[rng.below(names.size())],
                        .toxicity = static_cast<float>(rng.unit() * 2),
                        .kind = draw(rng)},
                       line.now);
    } else {
      line.pipe.asked(random_bytes(rng));
      const std::string bytes = random_bytes(rng);
      sent += bytes;
      line.read(bytes);
    }
    line.go_on(rng.between(0ms, 20ms));
  }
  line.finish();
  while (!names.empty()) {
    line.remove(names.back());
    names.pop_back();
  }
  line.go_on(1h);
  return sent;
}

TEST_CASE("whatever delays and cuts, every byte comes once and in order", "[proxy]") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    Rng rng = stream(Seed{seed}, "random toxics");
    Line line;

    const std::string sent = play(line, rng, harmless);

    CHECK(line.received == sent);
    CHECK(line.log.back().ends_with("finish"));
    CHECK(line.pipe.bytes() == 0);
    CHECK(line.pipe.due() == never);
  }
}

/// Whether `part` is `whole` with some of it left out.
bool is_in_order(const std::string& part, const std::string& whole) {
  auto place = whole.begin();
  for (const char byte : part) {
    place = std::find(place, whole.end(), byte);
    if (place == whole.end()) {
      return false;
    }
    ++place;
  }
  return true;
}

/// A timeout swallows an end of data, and makes one of the connection.
TEST_CASE("whatever toxics do, bytes keep their order and none is left in memory", "[proxy]") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    Rng rng = stream(Seed{seed}, "any toxics");
    Line line;

    const std::string sent = play(line, rng, any);

    CHECK(is_in_order(line.received, sent));
    CHECK(line.pipe.bytes() == 0);
    CHECK(line.pipe.due() == never);
  }
}

}  // namespace
}  // namespace firedrill::proxy
