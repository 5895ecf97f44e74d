#include "harness/promql/arithmetic.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/promql/histogram.hpp"

using namespace firedrill::promql;

namespace {

double quantile_of(double q, std::vector<double> values) {
  return quantile(q, values);
}

}  // namespace

TEST_CASE("a compensated sum keeps what plain addition rounds away", "[unit][promql]") {
  CompensatedSum sum;
  for (const double value : {1.0, 1e100, 1.0, -1e100}) {
    sum.add(value);
  }
  CompensatedSum tenths;
  for (int i = 0; i < 1000; ++i) {
    tenths.add(0.1);
  }

  CHECK(sum.value() == 2);
  CHECK(tenths.value() == 100);
  CHECK(CompensatedSum{}.value() == 0);
}

TEST_CASE("an infinite mean stays unless the opposite infinity or NaN joins", "[unit][promql]") {
  CHECK_FALSE(keeps_infinite_mean(1, INFINITY));
  CHECK(keeps_infinite_mean(INFINITY, 1));
  CHECK(keeps_infinite_mean(-INFINITY, 1));
  CHECK(keeps_infinite_mean(INFINITY, INFINITY));
  CHECK_FALSE(keeps_infinite_mean(INFINITY, -INFINITY));
  CHECK_FALSE(keeps_infinite_mean(-INFINITY, INFINITY));
  CHECK_FALSE(keeps_infinite_mean(INFINITY, NAN));
}

TEST_CASE("a quantile interpolates between ranks and sorts NaN first", "[unit][promql]") {
  CHECK(std::isnan(quantile_of(0.5, {})));
  CHECK(std::isnan(quantile_of(NAN, {1})));
  CHECK(quantile_of(-0.1, {1}) == -INFINITY);
  CHECK(quantile_of(1.1, {1}) == INFINITY);
  CHECK(quantile_of(0.3, {7}) == 7);
  CHECK(quantile_of(0, {3, 1, 2}) == 1);
  CHECK(quantile_of(1, {3, 1, 2}) == 3);
  CHECK(quantile_of(0.5, {3, 1, 2}) == 2);
  CHECK(quantile_of(0.25, {3, 1, 2}) == 1.5);
  CHECK(std::isnan(quantile_of(0, {1, NAN, 2})));
  CHECK(quantile_of(0.5, {2, NAN, 1}) == 1);
}

TEST_CASE("a bucket's quantile lies between its bounds", "[unit][promql]") {
  const std::vector<Bucket> buckets = {{1, 10}, {2, 20}, {4, 40}, {INFINITY, 40}};

  CHECK(bucket_quantile(0, buckets) == 0);
  CHECK(bucket_quantile(0.125, buckets) == 0.5);
  CHECK(bucket_quantile(0.25, buckets) == 1);
  CHECK(bucket_quantile(0.75, buckets) == 3);
  CHECK(bucket_quantile(1, buckets) == 4);
  CHECK(bucket_quantile(0.5, {{INFINITY, 8}, {-1, 4}, {1, 8}}) == -1);
  CHECK(bucket_quantile(0.75, {{INFINITY, 8}, {-1, 4}, {1, 8}}) == 0);
  CHECK(bucket_quantile(0.9, {{1, 1}, {INFINITY, 10}}) == 1);
}

TEST_CASE("buckets without observations, without +Inf or alone have no quantile",
          "[unit][promql]") {
  CHECK(std::isnan(bucket_quantile(0.5, {})));
  CHECK(std::isnan(bucket_quantile(0.5, {{INFINITY, 3}})));
  CHECK(std::isnan(bucket_quantile(0.5, {{1, 3}, {2, 3}})));
  CHECK(std::isnan(bucket_quantile(0.5, {{1, 0}, {INFINITY, 0}})));
  CHECK(std::isnan(bucket_quantile(NAN, {{1, 3}, {INFINITY, 3}})));
  CHECK(std::isnan(bucket_quantile(0.5, {{INFINITY, 3}, {INFINITY, 4}})));
  CHECK(bucket_quantile(-1, {}) == -INFINITY);
  CHECK(bucket_quantile(2, {}) == INFINITY);
}

TEST_CASE("counts that fall are raised, and equal bounds add up", "[unit][promql]") {
  CHECK(bucket_quantile(0.5, {{1, 10}, {2, 5}, {INFINITY, 10}}) == 0.5);
  CHECK(bucket_quantile(1, {{1, 10}, {2, 5}, {INFINITY, 8}}) == 1);
  CHECK(bucket_quantile(0.5, {{1, 2}, {1, 2}, {2, 8}, {INFINITY, 8}}) == 1);
}
