#include "harness/core/result.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::Error;
using firedrill::ErrorCode;
using firedrill::Result;

TEST_CASE("a Result holds either its value or its error", "[unit][core]") {
  const Result<int> good = 7;
  const Result<int> bad = Error{ErrorCode::invalid_input, "no such thing: \"x\"", "a.json:1:2"};

  REQUIRE(good.has_value());
  CHECK(*good == 7);
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().where == "a.json:1:2");
}
