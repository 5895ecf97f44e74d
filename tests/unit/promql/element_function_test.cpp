#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore signed_values() {
  return store_of(15s, R"(
    f{v="a"} -2.5
    f{v="b"} 2.5
    f{v="c"} 0.49999999999999994
    f{v="d"} -Inf
    f{v="e"} NaN
  )");
}

SampleStore extremes() {
  return store_of(15s, R"(
    f{v="a"} -5
    f{v="b"} 5
    f{v="c"} NaN
    f{v="d"} Inf
    f{v="e"} -0
  )");
}

}  // namespace

TEST_CASE("rounding goes", "[unit][promql]") {
  check_answers(signed_values(), R"(
    0s: round(f)
      {v="a"} -2
      {v="b"} 3
      {v="c"} 1
      {v="d"} -Inf
      {v="e"} NaN
    0s: round(f, 0.2)
      {v="a"} -2.4
      {v="b"} 2.6
      {v="c"} 0.4
      {v="d"} -Inf
      {v="e"} NaN
    0s: round(f, 10)
      {v="a"} 0
      {v="b"} 0
      {v="c"} 0
      {v="d"} -Inf
      {v="e"} NaN
    0s: round(f, -1)
      {v="a"} -3
      {v="b"} 2
      {v="c"} -0
      {v="d"} -Inf
      {v="e"} NaN
    0s: round(f, 0)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} NaN
    0s: ceil(f)
      {v="a"} -2
      {v="b"} 3
      {v="c"} 1
      {v="d"} -Inf
      {v="e"} NaN
    0s: floor(f)
      {v="a"} -3
      {v="b"} 2
      {v="c"} 0
      {v="d"} -Inf
      {v="e"} NaN
  )");
}

TEST_CASE("absolute values, signs, roots and angles", "[unit][promql]") {
  check_answers(signed_values(), R"(
    0s: abs(f)
      {v="a"} 2.5
      {v="b"} 2.5
      {v="c"} 0.49999999999999994
      {v="d"} +Inf
      {v="e"} NaN
    0s: sgn(f)
      {v="a"} -1
      {v="b"} 1
      {v="c"} 1
      {v="d"} -1
      {v="e"} NaN
    0s: sgn(vector(-0))
      {} -0
    0s: sqrt(f)
      {v="a"} NaN
      {v="b"} 1.5811388300841898
      {v="c"} 0.7071067811865475
      {v="d"} NaN
      {v="e"} NaN
    0s: deg(vector(pi()))
      {} 180
    0s: rad(vector(180))
      {} 3.141592653589793
    0s: deg(f)
      {v="a"} -143.2394487827058
      {v="b"} 143.2394487827058
      {v="c"} 28.647889756541158
      {v="d"} -Inf
      {v="e"} NaN
  )");
}

TEST_CASE("clamping knows", "[unit][promql]") {
  check_answers(extremes(), R"(
    0s: clamp(f, -1, 1)
      {v="a"} -1
      {v="b"} 1
      {v="c"} NaN
      {v="d"} 1
      {v="e"} -0
    0s: clamp(f, 1, 1)
      {v="a"} 1
      {v="b"} 1
      {v="c"} NaN
      {v="d"} 1
      {v="e"} 1
    0s: clamp(f, 1, -1)
    0s: clamp(f, -Inf, Inf)
      {v="a"} -5
      {v="b"} 5
      {v="c"} NaN
      {v="d"} +Inf
      {v="e"} -0
    0s: clamp(f, NaN, 1)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} NaN
    0s: clamp(f, 0, NaN)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} NaN
  )");
}

TEST_CASE("a clamp on one side knows them too", "[unit][promql]") {
  check_answers(extremes(), R"(
    0s: clamp_min(f, 0)
      {v="a"} 0
      {v="b"} 5
      {v="c"} NaN
      {v="d"} +Inf
      {v="e"} 0
    0s: clamp_min(f, NaN)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} +Inf
      {v="e"} NaN
    0s: clamp_min(f, Inf)
      {v="a"} +Inf
      {v="b"} +Inf
      {v="c"} +Inf
      {v="d"} +Inf
      {v="e"} +Inf
    0s: clamp_max(f, 0)
      {v="a"} -5
      {v="b"} 0
      {v="c"} NaN
      {v="d"} 0
      {v="e"} -0
    0s: clamp_max(f, NaN)
      {v="a"} NaN
      {v="b"} NaN
      {v="c"} NaN
      {v="d"} NaN
      {v="e"} NaN
    0s: clamp_max(f, -Inf)
      {v="a"} -Inf
      {v="b"} -Inf
      {v="c"} -Inf
      {v="d"} -Inf
      {v="e"} -Inf
    0s: clamp(nothing, 0, 1)
  )");
}

TEST_CASE("exponentials, log", "[unit][promql]") {
  check_answers({}, R"(
    0s: exp(vector(Inf))
      {} +Inf
    0s: exp(vector(-Inf))
      {} 0
    0s: exp(vector(NaN))
      {} NaN
    0s: exp(vector(710))
      {} +Inf
    0s: exp(vector(-750))
      {} 0
    0s: exp(vector(0))
      {} 1
    0s: ln(vector(0))
      {} -Inf
    0s: ln(vector(-1))
      {} NaN
    0s: ln(vector(Inf))
      {} +Inf
    0s: ln(vector(NaN))
      {} NaN
    0s: log2(vector(0.125))
      {} -3
    0s: log2(vector(-1))
      {} NaN
    0s: log2(vector(Inf))
      {} +Inf
    0s: log10(vector(0))
      {} -Inf
    0s: log10(vector(Inf))
      {} +Inf
    0s: log10(vector(1000))
      {} 3
    0s: log10(vector(1e-5))
      {} -5
  )");
}

TEST_CASE("powers have Go's special values", "[unit][promql]") {
  check_answers({}, R"(
    0s: 0 ^ 0
      1
    0s: NaN ^ 0
      1
    0s: 1 ^ NaN
      1
    0s: 0 ^ -1
      +Inf
    0s: (-0) ^ -1
      -Inf
    0s: (-8) ^ 3
      -512
    0s: (-8) ^ 0.5
      NaN
    0s: Inf ^ -1
      0
    0s: (-Inf) ^ 3
      -Inf
    0s: 2 ^ 0.5
      1.4142135623730951
    0s: 2 ^ -1074
      5e-324
    0s: 2 ^ 1024
      +Inf
    0s: (-1) ^ Inf
      1
  )");
}

TEST_CASE("the remainder has the sign of the dividend", "[unit][promql]") {
  check_answers({}, R"(
    0s: 5.5 % 2
      1.5
    0s: -5.5 % 2
      -1.5
    0s: 5.5 % -2
      1.5
    0s: 5 % Inf
      5
    0s: Inf % 5
      NaN
    0s: 5 % 0
      NaN
    0s: NaN % 2
      NaN
    0s: -4 % 2
      -0
    0s: 1e17 % 3
      1
  )");
}
