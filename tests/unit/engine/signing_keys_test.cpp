#include "harness/engine/signing_keys.hpp"

#include <catch2/catch.hpp>

namespace firedrill {
namespace {

using namespace std::chrono_literals;

TEST_CASE("one key signs everything until it is rotated", "[signing_keys]") {
  const SigningKeys keys;

  CHECK(keys.signer_at(Instant{-1h}) == 0);
  CHECK(keys.published(Instant{5s}) == KeySet{.oldest = 0, .newest = 0});
  CHECK(keys.cause() == EventId::none);
}

TEST_CASE("a token is signed by the key of its time of issue", "[signing_keys]") {
  SigningKeys keys;
  keys.rotate(Instant{10s}, 0s, EventId{3});
  keys.rotate(Instant{20s}, 0s, EventId{4});

  CHECK(keys.signer_at(Instant{9s}) == 0);
  CHECK(keys.signer_at(Instant{10s}) == 1);
  CHECK(keys.signer_at(Instant{25s}) == 2);
  CHECK(keys.cause() == EventId{4});
}

TEST_CASE("without overlap the old key disappears with the rotation", "[signing_keys]") {
  SigningKeys keys;
  keys.rotate(Instant{10s}, 0s, EventId{3});

  CHECK(keys.published(Instant{10s}) == KeySet{.oldest = 1, .newest = 1});
}

TEST_CASE("an overlap keeps the old key published for so long", "[signing_keys]") {
  SigningKeys keys;
  keys.rotate(Instant{10s}, 1min, EventId{3});

  CHECK(keys.published(Instant{69s}) == KeySet{.oldest = 0, .newest = 1});
  CHECK(keys.published(Instant{70s}) == KeySet{.oldest = 1, .newest = 1});
}

TEST_CASE("a rotation without overlap withdraws every older key", "[signing_keys]") {
  SigningKeys keys;
  keys.rotate(Instant{10s}, 1h, EventId{3});
  keys.rotate(Instant{20s}, 0s, EventId{4});

  CHECK(keys.published(Instant{20s}) == KeySet{.oldest = 2, .newest = 2});
}

}  // namespace
}  // namespace firedrill
