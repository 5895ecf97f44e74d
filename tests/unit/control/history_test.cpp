#include "harness/control/history.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

std::vector<double> values(const promql::SampleStore& store, promql::SeriesId series) {
  std::vector<double> result;
  for (const promql::Point& point : store.points(series, -1'000'000, 1'000'000)) {
    result.push_back(point.value);
  }
  return result;
}

}  // namespace

TEST_CASE("a counter's past rises at the rate of its first samples", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "requests_total"}});
  control::History history;
  history.add(series, {0, 100});
  history.add(series, {15'000, 130});

  history.release(store, 45s, 15s);

  CHECK(values(store, series) == std::vector<double>{10, 40, 70, 100, 130});
  CHECK(store.points(series, -45'000, -45'000).size() == 1);
}

TEST_CASE("a gauge's past stands where it first stood", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "queue_length"}});
  control::History history;
  history.add(series, {0, 3});
  history.add(series, {15'000, 7});

  history.release(store, 30s, 15s);

  CHECK(values(store, series) == std::vector<double>{3, 3, 3, 7});
}

TEST_CASE("without a window nothing is put in front", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "requests_total"}});
  control::History history;
  history.add(series, {0, 100});

  history.release(store, 0s, 15s);

  CHECK(values(store, series) == std::vector<double>{100});
}
