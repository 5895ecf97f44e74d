#include "harness/engine/arrivals.hpp"

#include <catch2/catch.hpp>

namespace firedrill {
namespace {

using namespace std::chrono_literals;

using RatePoints = std::vector<RatePoint>;

std::vector<Instant> arrivals(const RatePoints& rate,
                              Instant start,
                              Instant end,
                              Arrivals kind = Arrivals::constant) {
  ArrivalTimes times{rate, kind, start, Rng{1}};
  std::vector<Instant> all;
  for (auto next = times.next(); next && *next < end; next = times.next()) {
    all.push_back(*next);
  }
  return all;
}

std::size_t count(const std::vector<Instant>& times, Instant from, Instant to) {
  std::size_t inside = 0;
  for (const Instant at : times) {
    inside += at >= from && at < to ? 1U : 0U;
  }
  return inside;
}

TEST_CASE("constant arrivals are evenly spaced and never fall on a whole second", "[arrivals]") {
  const RatePoints rate{{.at = 0s, .per_second = 4}};

  const auto times = arrivals(rate, Instant{-1s}, Instant{1s});

  CHECK(times == std::vector<Instant>{Instant{-875ms},
                                      Instant{-625ms},
                                      Instant{-375ms},
                                      Instant{-125ms},
                                      Instant{125ms},
                                      Instant{375ms},
                                      Instant{625ms},
                                      Instant{875ms}});
}

TEST_CASE("at a rate below anything that happens within a run nobody comes", "[arrivals]") {
  const RatePoints rate{{.at = 0s, .per_second = 10}, {.at = 1s, .per_second = 1e-11}};

  for (const Arrivals kind : {Arrivals::constant, Arrivals::poisson}) {
    const auto times = arrivals(rate, Instant{0s}, Instant::max(), kind);

    CHECK(times.size() > 5);
    CHECK(times.back() < Instant{1s});
  }
}

TEST_CASE("a rate that is no divisor of a second does not drift", "[arrivals]") {
  const RatePoints rate{{.at = 0s, .per_second = 3}};

  CHECK(arrivals(rate, Instant{0s}, Instant{10'000s}).size() == 30'000);
}

TEST_CASE("a rate changes at once, or in a straight line with a ramp", "[arrivals]") {
  const RatePoints jump{{.at = 0s, .per_second = 10}, {.at = 10s, .per_second = 30}};
  const RatePoints ramp{{.at = 0s, .per_second = 10}, {.at = 10s, .per_second = 30, .ramp = true}};

  const auto jumped = arrivals(jump, Instant{0s}, Instant{20s});
  const auto ramped = arrivals(ramp, Instant{0s}, Instant{20s});

  CHECK(count(jumped, Instant{0s}, Instant{10s}) == 100);
  CHECK(count(jumped, Instant{10s}, Instant{20s}) == 300);
  CHECK(count(ramped, Instant{0s}, Instant{10s}) == 200);
  CHECK(count(ramped, Instant{0s}, Instant{5s}) == 75);
  CHECK(count(ramped, Instant{10s}, Instant{20s}) == 300);
}

TEST_CASE("the first rate holds before t = 0, where no ramp begins", "[arrivals]") {
  const RatePoints rate{{.at = 0s, .per_second = 10}, {.at = 10s, .per_second = 0, .ramp = true}};

  const auto times = arrivals(rate, Instant{-10s}, Instant{100s});

  CHECK(count(times, Instant{-10s}, Instant{0s}) == 100);
  CHECK(count(times, Instant{0s}, Instant{10s}) == 50);
  CHECK(count(times, Instant{10s}, Instant{100s}) == 0);
}

TEST_CASE("nobody comes at a rate of zero until it rises again", "[arrivals]") {
  const RatePoints rate{
      {.at = 0s, .per_second = 0}, {.at = 5s, .per_second = 2}, {.at = 6s, .per_second = 0}};

  const auto times = arrivals(rate, Instant{0s}, Instant{100s});

  CHECK(times == std::vector<Instant>{Instant{5250ms}, Instant{5750ms}});
}

TEST_CASE("Poisson arrivals have the rate's mean and variance", "[arrivals]") {
  const RatePoints rate{{.at = 0s, .per_second = 50}};

  const auto times = arrivals(rate, Instant{0s}, Instant{2000s}, Arrivals::poisson);
  std::vector<double> in_second(2000);
  for (const Instant time : times) {
    in_second.at(static_cast<std::size_t>(time.time_since_epoch() / 1s)) += 1;
  }
  double sum = 0;
  double squares = 0;
  for (const double inside : in_second) {
    sum += inside;
    squares += inside * inside;
  }
  const double mean = sum / 2000;

  CHECK(mean == Approx(50).epsilon(0.02));
  CHECK(squares / 2000 - mean * mean == Approx(50).epsilon(0.1));
  CHECK(std::is_sorted(times.begin(), times.end()));
}

TEST_CASE("a changed rate moves Poisson arrivals without drawing others", "[arrivals]") {
  const RatePoints slow{{.at = 0s, .per_second = 1}};
  const RatePoints fast{{.at = 0s, .per_second = 2}};

  const auto slow_times = arrivals(slow, Instant{0s}, Instant{100s}, Arrivals::poisson);
  const auto fast_times = arrivals(fast, Instant{0s}, Instant{50s}, Arrivals::poisson);

  REQUIRE(slow_times.size() == fast_times.size());
  for (std::size_t index = 0; index < slow_times.size(); ++index) {
    const Duration difference = slow_times[index] - Instant{} - 2 * (fast_times[index] - Instant{});
    CHECK(std::abs(difference.count()) <= 2);
  }
}

}  // namespace
}  // namespace firedrill
