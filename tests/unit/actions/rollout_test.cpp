#include "harness/actions/rollout.hpp"

#include <algorithm>

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

Rollout parsed(const std::string& text) {
  JsonDocument document(text);
  const Rollout rollout = document.read(Rollout::parse);
  CHECK(document.messages().empty());
  return rollout;
}

std::vector<std::string> mistakes(const std::string& text) {
  JsonDocument document(text);
  document.read(Rollout::parse);
  return document.messages();
}

}  // namespace

TEST_CASE("a rollout is all at once and takes effect at its end unless told otherwise",
          "[unit][actions][rollout]") {
  const Rollout rollout = parsed("{}");

  CHECK_FALSE(rollout.batching.rolling);
  CHECK(rollout.takes == 0s);
  CHECK(rollout.takes_effect == TakesEffect::at_end);
  CHECK(rollout.in_flight == InFlight::finish);
}

TEST_CASE("a rolling rollout takes effect batch by batch unless told otherwise",
          "[unit][actions][rollout]") {
  CHECK(parsed(R"({"rollout": "rolling"})").takes_effect == TakesEffect::per_batch);
  CHECK(parsed(R"({"rollout": "rolling", "takes_effect": "on_restart"})").takes_effect ==
        TakesEffect::on_restart);
}

TEST_CASE("every key of a rollout is read", "[unit][actions][rollout]") {
  const Rollout rollout =
      parsed(R"({"rollout": "rolling", "batches": 3, "takes": "15m", "in_flight": "drop"})");

  CHECK(rollout.batching.rolling);
  CHECK(rollout.batching.batches == 3);
  CHECK(rollout.takes == 15min);
  CHECK(rollout.in_flight == InFlight::drop);
}

TEST_CASE("batches belong to a rolling rollout and are at least two", "[unit][actions][rollout]") {
  CHECK(mistakes(R"({"batches": 3})") ==
        std::vector<std::string>{R"("batches" needs "rollout": "rolling")"});
  CHECK(mistakes(R"({"rollout": "rolling", "batches": 1})").size() == 1);
  CHECK(mistakes(R"({"rollout": "canary"})").size() == 1);
  CHECK(mistakes(R"({"takes": 15, "takes_effect": "later", "in_flight": "keep"})").size() == 3);
}

TEST_CASE("replicas are split into batches that differ by one at most",
          "[unit][actions][rollout]") {
  for (std::size_t replicas = 1; replicas <= 40; ++replicas) {
    for (std::size_t batches = 2; batches <= 45; ++batches) {
      const Batching batching{.rolling = true, .batches = batches};
      std::size_t next = 0;
      for (const ReplicaRange& range : batching.split("server", replicas)) {
        REQUIRE(range.first == next);
        REQUIRE(range.count >= replicas / std::min(batches, replicas));
        REQUIRE(range.count <= replicas / std::min(batches, replicas) + 1);
        next += range.count;
      }
      REQUIRE(next == replicas);
    }
  }
}

TEST_CASE("a rolling rollout without batches takes one replica after the other",
          "[unit][actions][rollout]") {
  CHECK(Batching{.rolling = true}.split("server", 6).size() == 6);
  CHECK(Batching{.rolling = true}.described(6) == "in 6 batches");
  CHECK(Batching{}.split("server", 6).size() == 1);
  CHECK(Batching{}.described(6) == "all at once");
}

TEST_CASE("the shares of a time add up to it, to the nanosecond", "[unit][actions][rollout]") {
  for (const Duration whole : {Duration{1'000'000'007}, Duration{3653 * 24h}, Duration{0}}) {
    Duration sum{};
    for (std::size_t i = 0; i < 1000; ++i) {
      const Duration share = share_of(whole, i + 1, 1000) - share_of(whole, i, 1000);
      REQUIRE(share >= 0s);
      sum += share;
    }
    CHECK(sum == whole);
  }
}
