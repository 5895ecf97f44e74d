#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE("holt_winters smooths a series and refuses factors out of range", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    g{a="b"} 4 -2 0 6 6 1.5 -0.5
    h{a="b"} 1 _ _ 2
  )");

  check_answers(store, R"(
    90s: holt_winters(g[90s], 0.5, 0.5)
      {a="b"} 1.453125
    90s: holt_winters(g[90s], 0.01, 0.1)
      {a="b"} -30.72005160263672
    45s: holt_winters(h[1m], 0.3, 0.3)
      {a="b"} 2
    30s: holt_winters(h[1m], 0.3, 0.3)
    30s: holt_winters(h[1m], 0, 0.3)
      error: invalid smoothing factor. Expected: 0 < sf < 1, got: 0.000000
    30s: holt_winters(h[1m], 1, 0.3)
      error: invalid smoothing factor. Expected: 0 < sf < 1, got: 1.000000
    30s: holt_winters(h[1m], 0.3, -1.25)
      error: invalid trend factor. Expected: 0 < tf < 1, got: -1.250000
    30s: holt_winters(h[1m], 0.3, Inf)
      error: invalid trend factor. Expected: 0 < tf < 1, got: +Inf
    30s: holt_winters(h[1m], 0.3, NaN)
    45s: holt_winters(h[1m], 0.3, NaN)
      {a="b"} 2
    30s: holt_winters(nosuch[1m], 2, 2)
  )");
}
