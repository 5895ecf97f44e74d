#include "harness/rules/rule_series.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/promql/value.hpp"

using firedrill::promql::is_stale;
using firedrill::promql::Point;
using firedrill::promql::SampleStore;
using firedrill::promql::SeriesId;
using firedrill::rules::RuleSeries;

namespace {

SeriesId series_named(SampleStore& store, const std::string& name) {
  return *store.series({{"__name__", name}});
}

/// The newest sample of a series: its time, and its value or -1 for a stale marker.
std::pair<std::int64_t, double> newest(const SampleStore& store, SeriesId series) {
  const auto points = store.points(series, 0, 1'000'000);
  REQUIRE_FALSE(points.empty());
  return {points.back().t_ms, is_stale(points.back().value) ? -1 : points.back().value};
}

using Newest = std::pair<std::int64_t, double>;

}  // namespace

TEST_CASE("what a rule writes no longer is marked stale once", "[unit][rules][engine]") {
  SampleStore store;
  const SeriesId a = series_named(store, "a");
  const SeriesId b = series_named(store, "b");
  RuleSeries written;

  CHECK(written.write(store, 10, {{a, 1}, {b, 2}}));
  CHECK(written.write(store, 20, {{b, 3}}));
  CHECK(newest(store, a) == Newest{20, -1});
  CHECK(newest(store, b) == Newest{20, 3});

  CHECK(written.write(store, 30, {}));
  CHECK(newest(store, a) == Newest{20, -1});
  CHECK(newest(store, b) == Newest{30, -1});

  CHECK(written.write(store, 40, {{a, 5}}));
  CHECK(newest(store, a) == Newest{40, 5});
}

TEST_CASE("the same sample twice is one, another of that time is told", "[unit][rules][engine]") {
  SampleStore store;
  const SeriesId a = series_named(store, "a");
  RuleSeries first;
  RuleSeries second;
  first.write(store, 10, {{a, 1}});

  CHECK(second.write(store, 10, {{a, 1}}));
  first.write(store, 20, {{a, 1}});
  CHECK_FALSE(second.write(store, 20, {{a, 2}}));
  CHECK(newest(store, a).second == 1);
}

TEST_CASE("a series that another rule keeps is not marked stale at that time",
          "[unit][rules][engine]") {
  SampleStore store;
  const SeriesId a = series_named(store, "a");
  RuleSeries first;
  RuleSeries second;
  first.write(store, 10, {{a, 1}});
  second.write(store, 10, {{a, 1}});

  first.write(store, 20, {{a, 1}});
  second.write(store, 20, {});

  CHECK(newest(store, a) == Newest{20, 1});
}
