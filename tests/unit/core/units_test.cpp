#include "harness/core/units.hpp"

#include <limits>

#include <catch2/catch.hpp>

using firedrill::Probability;

TEST_CASE("a probability is from 0 to 1, both ends included", "[unit][core]") {
  CHECK(Probability::from(0.0)->value() == 0.0);
  CHECK(Probability::from(0.05)->value() == 0.05);
  CHECK(Probability::from(1.0)->value() == 1.0);
}

TEST_CASE("what is no probability is refused with its value", "[unit][core]") {
  CHECK(Probability::from(1.5).error().message == "probability must be in [0, 1], got 1.500000");
  CHECK_FALSE(Probability::from(-1e-9));
  CHECK_FALSE(Probability::from(1.0 + 1e-15));
  CHECK_FALSE(Probability::from(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(Probability::from(std::numeric_limits<double>::infinity()));
}

TEST_CASE("probabilities compare by their values", "[unit][core]") {
  CHECK(*Probability::from(0.2) < *Probability::from(0.3));
  CHECK(*Probability::from(0.5) == *Probability::from(0.5));
}
