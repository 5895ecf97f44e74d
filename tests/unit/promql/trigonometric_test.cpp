#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore angles() {
  return store_of(15s, R"(
    f{v="a"} -2.5
    f{v="b"} 0.3
    f{v="c"} NaN
    f{v="d"} -Inf
    f{v="e"} 1
  )");
}

}  // namespace

TEST_CASE("circular functions of an element", "[unit][promql]") {
  check_answers(angles(), R"(
    0s: sin(f)
      {v="a"} -0.5984721441039564
      {v="b"} 0.29552020666133955
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 0.8414709848078965
    0s: cos(f)
      {v="a"} -0.8011436155469337
      {v="b"} 0.955336489125606
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 0.5403023058681398
    0s: tan(f)
      {v="a"} 0.7470222972386603
      {v="b"} 0.30933624960962325
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 1.557407724654902
    0s: sin(vector(1700000000))
      {} 0.9992359103362585
  )");
}

TEST_CASE("inverse circular functions of an element", "[unit][promql]") {
  check_answers(angles(), R"(
    0s: asin(f)
      {v="a"} NaN
      {v="b"} 0.3046926540153975
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 1.5707963267948966
    0s: acos(f)
      {v="a"} NaN
      {v="b"} 1.266103672779499
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 0
    0s: atan(f)
      {v="a"} -1.1902899496825317
      {v="b"} 0.2914567944778671
      {v="c"} NaN
      {v="d"} -1.5707963267948966
      {v="e"} 0.7853981633974483
  )");
}

TEST_CASE("hyperbolic functions of an element", "[unit][promql]") {
  check_answers(angles(), R"(
    0s: sinh(f{v!="e"})
      {v="a"} -6.0502044810397875
      {v="b"} 0.3045202934471426
      {v="c"} NaN
      {v="d"} -Inf
    0s: cosh(f{v!="e"})
      {v="a"} 6.132289479663686
      {v="b"} 1.0453385141288605
      {v="c"} NaN
      {v="d"} +Inf
    0s: tanh(f)
      {v="a"} -0.9866142981514303
      {v="b"} 0.2913126124515909
      {v="c"} NaN
      {v="d"} -1
      {v="e"} 0.7615941559557649
  )");
}

TEST_CASE("inverse hyperbolic functions of an element", "[unit][promql]") {
  check_answers(angles(), R"(
    0s: asinh(f)
      {v="a"} -1.6472311463710958
      {v="b"} 0.29567304756342244
      {v="c"} NaN
      {v="d"} -Inf
      {v="e"} 0.881373587019543
    0s: acosh(f)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} 0
    0s: atanh(f)
      {v="a"} NaN
      {v="b"} 0.30951960420311175
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} +Inf
  )");
}

TEST_CASE("atan2 is an operator that keeps the metric's name", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    y{v="a"} 1
    y{v="b"} -1
    y{v="c"} 0
    y{v="d"} Inf
    x{v="a"} -2
    x{v="b"} NaN
    x{v="c"} -0
    x{v="d"} -Inf
  )");

  check_answers(store, R"(
    0s: y atan2 x
      {__name__="y", v="a"} 2.677945044588987
      {__name__="y", v="b"} NaN
      {__name__="y", v="c"} 3.141592653589793
      {__name__="y", v="d"} 2.356194490192345
    0s: 1 atan2 2
      0.4636476090008061
    0s: y atan2 1
      {__name__="y", v="a"} 0.7853981633974483
      {__name__="y", v="b"} -0.7853981633974483
      {__name__="y", v="c"} 0
      {__name__="y", v="d"} 1.5707963267948966
    0s: 1 + 2 * 3 atan2 4
      1.9827937232473292
    0s: 2 atan2 bool 3
      error: parse error: bool modifier can only be used on comparison operators
    0s: y atan2 on(v) group_left x
      {__name__="y", v="a"} 2.677945044588987
      {__name__="y", v="b"} NaN
      {__name__="y", v="c"} 3.141592653589793
      {__name__="y", v="d"} 2.356194490192345
  )");
}
