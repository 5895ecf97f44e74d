#include "harness/live/key_board.hpp"

#include <utility>

#include <catch2/catch.hpp>

#include "harness/scenario/load.hpp"

// The signing keys that a live world keeps for its auth providers.

using namespace std::chrono_literals;
using namespace firedrill;
using live::KeyBoard;

namespace {

Scenario one_provider() {
  LoadResult loaded = load_scenario(SourceText("keys.json", R"({
    "firedrill": 1, "name": "keys", "script": [],
    "services": {"identity": {"kind": "auth_provider", "contracts": {"v1": {}}}, "shop": {}},
    "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}], "targets": {"recover": "5m"}})"));
  REQUIRE(loaded.scenario);
  return *std::move(loaded.scenario);
}

}  // namespace

TEST_CASE("only auth providers have signing keys", "[live][keys]") {
  const KeyBoard board(one_provider());

  CHECK(board.find("identity") != nullptr);
  CHECK(board.find("shop") == nullptr);
  CHECK(board.find("nowhere") == nullptr);
  CHECK(board.published("shop", Instant{}).newest == 0);
}

TEST_CASE("every run has a secret of its own", "[live][keys]") {
  const Scenario scenario = one_provider();

  CHECK(KeyBoard(scenario).secret().size() >= 32);
  CHECK(KeyBoard(scenario).secret() != KeyBoard(scenario).secret());
}

TEST_CASE("replicas are told which keys are out, for as long as they overlap", "[live][keys]") {
  KeyBoard board(one_provider());
  SigningKeys rotated = *board.find("identity");
  rotated.rotate(Instant{10s}, 5min, EventId{7});

  const mock::KeyGenerations announced = live::generations_of(rotated, Instant{10s});
  CHECK(announced.newest == 1);
  CHECK(board.published("identity", Instant{10s}).newest == 0);  // nobody signs with it yet

  board.replace("identity", rotated);
  const mock::KeyGenerations both = board.published("identity", Instant{11s});
  CHECK(both.oldest == 0);
  CHECK(both.newest == 1);
  CHECK(both.cause == EventId{7});
  CHECK(board.published("identity", Instant{10s} + 5min).oldest == 1);
}
