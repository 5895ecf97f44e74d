#include "harness/behaviour/refresh_family.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("whoever keeps the refresh token that it gets goes on for ever", "[unit][behaviour]") {
  RefreshFamily family;

  std::uint32_t token = 0;
  for (int use = 0; use < 100; ++use) {
    const auto next = family.use(token, 7);
    REQUIRE(next);
    CHECK(*next > token);
    token = *next;
  }
}

TEST_CASE("a refresh token that comes again revokes them all", "[unit][behaviour]") {
  RefreshFamily family;
  const auto first = family.use(0, 7);
  REQUIRE(first);

  CHECK_FALSE(family.use(0, 7));
  CHECK_FALSE(family.use(*first, 7));
  CHECK_FALSE(family.use(*first + 1, 7));
}

TEST_CASE("when rotation is switched on anew, whatever somebody has is good once",
          "[unit][behaviour]") {
  RefreshFamily family;
  const auto first = family.use(0, 7);
  CHECK_FALSE(family.use(0, 7));

  const auto second = family.use(*first, 8);
  REQUIRE(second);
  CHECK(*second > *first);
  CHECK_FALSE(family.use(0, 8));
  CHECK(family.use(0, 9));
}
