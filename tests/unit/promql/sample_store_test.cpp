#include "harness/promql/sample_store.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>

#include <catch2/catch.hpp>

using firedrill::promql::is_stale;
using firedrill::promql::Labels;
using firedrill::promql::SampleStore;

namespace {

const Labels& up() {
  static const Labels labels{{"__name__", "up"}, {"job", "edge"}};
  return labels;
}

}  // namespace

TEST_CASE("a series keeps its number", "[unit][promql]") {
  SampleStore store;

  CHECK(*store.series(up()) == 0);
  CHECK(*store.series({{"__name__", "down"}}) == 1);
  CHECK(*store.series(up()) == 0);
  CHECK(store.size() == 2);
  CHECK(store.labels(0) == up());
  CHECK(store.labels_without_name(0) == Labels{{"job", "edge"}});
}

TEST_CASE("samples that are not newer than the last are dropped", "[unit][promql]") {
  SampleStore store;
  const auto series = *store.series(up());

  CHECK(store.append(series, 10, 1));
  CHECK_FALSE(store.append(series, 10, 2));
  CHECK_FALSE(store.append(series, 5, 3));
  CHECK(store.append_stale(series, 11));

  const auto points = store.points(series, 0, 100);
  REQUIRE(points.size() == 2);
  CHECK(points[0].value == 1);
  CHECK(is_stale(points[1].value));
  CHECK(std::bit_cast<std::uint64_t>(points[1].value) == 0x7FF0000000000002);
}

TEST_CASE("a window of points includes both bounds", "[unit][promql]") {
  SampleStore store;
  const auto series = *store.series(up());
  for (int t_ms = 0; t_ms <= 100; t_ms += 10) {
    store.append(series, t_ms, t_ms);
  }

  const auto points = store.points(series, 20, 50);

  REQUIRE(points.size() == 4);
  CHECK(points.front().t_ms == 20);
  CHECK(points.back().t_ms == 50);
  CHECK(store.points(series, 101, 200).empty());
  CHECK(store.points(series, 51, 59).empty());
}

TEST_CASE("dropping old samples keeps the newer ones and the series", "[unit][promql]") {
  SampleStore store;
  const auto series = *store.series(up());
  for (int t_ms = 0; t_ms < 100; ++t_ms) {
    store.append(series, t_ms, t_ms);
    store.drop_before(t_ms - 9);
  }

  const auto points = store.points(series, 0, 1'000);

  REQUIRE(points.size() == 10);
  CHECK(points.front().t_ms == 90);
  store.drop_before(1'000);
  CHECK(store.points(series, 0, 1'000).empty());
  CHECK_FALSE(store.append(series, 50, 1));
  CHECK(*store.series(up()) == series);
  CHECK(store.has_metric("up"));
}

TEST_CASE("a metric exists once it has had a sample", "[unit][promql]") {
  SampleStore store;
  const auto series = *store.series(up());

  CHECK_FALSE(store.has_metric("up"));
  store.append_stale(series, 1);
  CHECK_FALSE(store.has_metric("up"));
  store.append(series, 2, 0);
  CHECK(store.has_metric("up"));
  CHECK_FALSE(store.has_metric("down"));
  CHECK(store.series_of_metric("up").size() == 1);
  CHECK(store.series_of_metric("down").empty());
}

TEST_CASE("a copied store goes its own way", "[unit][promql]") {
  SampleStore store;
  store.append(*store.series(up()), 1, 1);

  SampleStore copy = store;
  copy.append(*copy.series({{"__name__", "down"}}), 1, 1);

  CHECK(copy.has_metric("down"));
  CHECK_FALSE(store.has_metric("down"));
  CHECK(store.size() == 1);
}

TEST_CASE("series that have ended are forgotten with their samples, however many there were",
          "[unit][promql]") {
  SampleStore store;
  const auto lasting = *store.series(up());
  std::size_t most = 0;

  for (int t_ms = 0; t_ms < 10'000; ++t_ms) {
    const auto one = *store.series({{"__name__", "up"}, {"instance", std::to_string(t_ms)}});
    store.append(lasting, t_ms, 1);
    store.append(one, t_ms, 1);
    store.append_stale(one, t_ms + 1);
    store.drop_before(t_ms - 10);
    most = std::max(most, store.size());
  }

  CHECK(most < 100);
  CHECK(store.series_of_metric("up").size() == store.size());
  CHECK(store.all_series().front() == lasting);
  CHECK(*store.series(up()) == lasting);
  CHECK(store.points(lasting, 0, 10'000).size() == 11);
  CHECK(store.labels(*store.series({{"__name__", "up"}, {"instance", "0"}})).get("instance") ==
        "0");
}

TEST_CASE("a series that has no samples left but has not ended is kept", "[unit][promql]") {
  SampleStore store;
  const auto silent = *store.series(up());
  store.append(silent, 0, 1);
  for (int i = 0; i < 1000; ++i) {
    store.append_stale(*store.series({{"__name__", "gone"}, {"i", std::to_string(i)}}), 0);
  }

  store.drop_before(10);

  CHECK(store.forgettings() == 1);
  CHECK(store.size() == 1);
  CHECK(store.append(silent, 20, 1));
  CHECK(store.points(*store.series(up()), 0, 20).size() == 1);
}

TEST_CASE("a watched selection is met by one series that has all of its labels", "[unit][promql]") {
  SampleStore store;
  store.watch("up", {{"job", "edge"}});
  store.watch("up", {{"job", "edge"}, {"zone", ""}});
  store.watch("up", {{"job", "shop"}});

  store.append(*store.series({{"__name__", "up"}, {"job", "edge"}, {"zone", "a"}}), 0, 1);

  CHECK_FALSE(store.has_missed("up", {{"job", "edge"}}));
  CHECK(store.has_missed("up", {{"job", "edge"}, {"zone", ""}}));
  CHECK(store.has_missed("up", {{"job", "shop"}}));
  CHECK_FALSE(store.has_missed("up", {{"never", "watched"}}));
  CHECK_FALSE(store.has_missed("down", {}));
}
