#include "harness/engine/series.hpp"

#include <catch2/catch.hpp>

// Histograms as a scrape sees them.

namespace firedrill {
namespace {

using namespace std::chrono_literals;

Samples exposed(const LatencyHistogram& histogram) {
  HistogramSeries series;
  series.name(SeriesLabels{{.job = "server", .instance = "server-0"}}, "latency", {});
  Samples samples;
  series.write(histogram, samples);
  return samples;
}

TEST_CASE("buckets add up, the last two samples are sum and count", "[exposition]") {
  LatencyHistogram histogram;
  for (const Duration latency : {Duration{3ms}, Duration{30ms}, Duration{30s}}) {
    histogram.observe(latency);
  }

  const Samples samples = exposed(histogram);

  REQUIRE(samples.size() == histogram_bounds.size() + 2);
  CHECK(samples[0].value == 1);
  CHECK(samples[2].value == 1);
  CHECK(samples[3].value == 2);
  CHECK(samples[histogram_bounds.size() - 1].value == 3);
  CHECK(samples[histogram_bounds.size()].value == 30.033);
  CHECK(samples.back().value == 3);
}

TEST_CASE("the sum of latencies may be longer than any duration", "[exposition]") {
  LatencyHistogram histogram;
  for (int request = 0; request < 200'000; ++request) {
    histogram.observe(24h);
  }

  CHECK(exposed(histogram)[histogram_bounds.size()].value == 200'000.0 * 86'400);
}

}  // namespace
}  // namespace firedrill
