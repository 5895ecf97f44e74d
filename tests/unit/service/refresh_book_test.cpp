#include "mock_services/service/refresh_book.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace firedrill;
using mock::RefreshBook;

TEST_CASE("processes of a provider share what they know of refresh tokens", "[service][auth]") {
  const tests::TemporaryFolder scratch;
  const std::string path = scratch / "identity.refresh";
  RefreshBook one(path);
  RefreshBook other(path);

  const auto first = one.use("shop", 0, EventId{7});
  REQUIRE(first);
  const auto second = other.use("shop", *first, EventId{7});
  REQUIRE(second);
  CHECK(other.use("app", 0, EventId{7}));  // an account of its own
  CHECK_FALSE(one.use("shop", *first, EventId{7}));
  CHECK_FALSE(other.use("shop", *second, EventId{7}));
  CHECK(RefreshBook(path).use("shop", *second, EventId{8}));
}

TEST_CASE("without a file a process is on its own", "[service][auth]") {
  RefreshBook one("");
  RefreshBook other("");

  CHECK(one.use("shop", 0, EventId{7}));
  CHECK(other.use("shop", 0, EventId{7}));
  CHECK_FALSE(one.use("shop", 0, EventId{7}));
}
