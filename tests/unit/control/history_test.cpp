#include "harness/control/history.hpp"

#include <string>

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

/// Queries that look back so far for every metric.
control::Reach reaching(Duration window) {
  return {.by_metric = {}, .of_others = window, .longest = window};
}

}  // namespace

TEST_CASE("a counter's past rises at the rate of its first samples", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "requests_total"}});
  control::History history;
  history.add(series, {0, 100});
  history.add(series, {15'000, 130});

  history.release(store, reaching(45s), 15s);

  CHECK(values(store, series) == std::vector<double>{10, 40, 70, 100, 130});
  CHECK(store.points(series, -45'000, -45'000).size() == 1);
}

TEST_CASE("a gauge's past stands where it first stood", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "queue_length"}});
  control::History history;
  history.add(series, {0, 3});
  history.add(series, {15'000, 7});

  history.release(store, reaching(30s), 15s);

  CHECK(values(store, series) == std::vector<double>{3, 3, 3, 7});
}

TEST_CASE("a counter of another name is told", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "nginx_connections_accepted"}});
  control::History history({"nginx_connections_accepted"});
  history.add(series, {0, 100});
  history.add(series, {15'000, 130});

  history.release(store, reaching(15s), 15s);

  CHECK(values(store, series) == std::vector<double>{70, 100, 130});
}

TEST_CASE("without a window nothing is put in front", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "requests_total"}});
  control::History history;
  history.add(series, {0, 100});

  history.release(store, reaching(0s), 15s);

  CHECK(values(store, series) == std::vector<double>{100});
}

TEST_CASE("only what queries select gets a past, as long as they look back for it",
          "[unit][control]") {
  promql::SampleStore store;
  control::History history;
  std::vector<promql::SeriesId> all;
  for (const std::string name : {"requests_total", "queue_length", "up"}) {
    all.push_back(*store.series({{"__name__", name}}));
    history.add(all.back(), {0, 1});
  }
  control::Reach reach{.by_metric = {{"requests_total", 60s}, {"up", 30s}}, .longest = 60s};

  CHECK(history.release(store, reach, 15s));

  CHECK(values(store, all[0]).size() == 5);
  CHECK(values(store, all[1]).size() == 1);
  CHECK(values(store, all[2]).size() == 3);
}

TEST_CASE("a past beyond the limit is left out and reported", "[unit][control]") {
  promql::SampleStore store;
  const promql::SeriesId series = *store.series({{"__name__", "requests_total"}});
  control::History history;
  history.add(series, {0, 100});

  CHECK_FALSE(history.release(store, reaching(1s * (control::History::most_samples + 1)), 1s));

  CHECK(values(store, series) == std::vector<double>{100});
}
