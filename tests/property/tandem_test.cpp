// The bare engine against what is known about a chain of M/M/c queues.
#include "bench/tandem.hpp"

#include <catch2/catch.hpp>

#include "bench/tandem_on_closures.hpp"
#include "bench/tandem_on_wheel.hpp"

using namespace std::chrono_literals;
using firedrill::Seed;
using firedrill::bench::erlang_c_latency_ms;
using firedrill::bench::TandemOnClosures;
using firedrill::bench::TandemOnWheel;
using firedrill::bench::TandemOptions;
using firedrill::bench::TandemResult;

TEST_CASE("the closed form of the chain is right", "[property][tandem]") {
  TandemOptions single;
  single.servers = 1;
  single.utilisation = 0.5;

  CHECK(erlang_c_latency_ms(single) == Approx(3 * 20.0));  // M/M/1: service / (1 - utilisation)
  CHECK(erlang_c_latency_ms({}) == Approx(33.3825).margin(5e-5));
}

TEST_CASE("a million requests have the mean latency of Erlang C", "[property][tandem]") {
  const TandemOptions options;  // the standard error of the mean is 0.14 % (20 seeds)

  const TandemResult result = TandemOnWheel(options, true).run();

  CHECK(result.finished == options.requests);
  CHECK(result.timed_out == 0);
  CHECK(result.mean_latency_ms() == Approx(erlang_c_latency_ms(options)).epsilon(0.003));
}

TEST_CASE("the wheel gives every request the latency that a heap does", "[property][tandem]") {
  for (const auto timeout : {40ms, 1000ms}) {  // the first one fires for many
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      TandemOptions options;
      options.requests = 5'000;
      options.timeout = timeout;
      options.seed = Seed{seed};

      const TandemResult wheel = TandemOnWheel(options, true).run();
      const TandemResult heap = TandemOnClosures(options).run();

      INFO("seed " << seed);
      CHECK(wheel.latency_sum == heap.latency_sum);
      CHECK(wheel.timed_out == heap.timed_out);
    }
  }
}

TEST_CASE("a queued request never takes more than 64 bytes", "[property][tandem]") {
  TandemOptions options;
  options.requests = 20'000;
  options.servers = 256;

  const TandemResult result = TandemOnWheel(options, true).run();

  CHECK(result.peak_in_flight > 500);
  CHECK(result.peak_bytes <= 64 * result.peak_in_flight);
}

TEST_CASE("the digest of a chain depends on the seed and on nothing else", "[property][tandem]") {
  const auto digest = [](std::uint64_t seed) {
    TandemOptions options;
    options.requests = 20'000;
    options.seed = Seed{seed};
    TandemOnWheel chain(options, true);
    chain.run();
    return chain.digest();
  };

  CHECK(digest(1) == digest(1));
  CHECK(digest(1) == 0x33a580b6013f0b76U);  // known answer, on every platform
  CHECK(digest(2) != digest(1));
}
