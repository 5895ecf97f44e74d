#include "harness/actions/purge_cache.hpp"

#include <utility>

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("purge_cache empties the caches that it names", "[unit][actions][purge_cache]") {
  const auto purging = [](const std::string& cache) {
    const Plan plan =
        plan_of(R"({"do": "purge_cache", "service": "server", "cache": ")" + cache + R"("})",
                small_fleet());
    return std::pair{plan.what, only<EmptyCaches>(plan.stages.at(0)).cache};
  };

  CHECK(purging("tokens") ==
        std::pair{std::string{"empty the token caches of server"}, CacheKind::tokens});
  CHECK(purging("keys") ==
        std::pair{std::string{"empty the key caches of server"}, CacheKind::keys});
  CHECK(purging("all") == std::pair{std::string{"empty the caches of server"}, CacheKind::all});
}

TEST_CASE("purge_cache of an unknown service is refused", "[unit][actions][purge_cache]") {
  CHECK_FALSE(
      plan_of(R"({"do": "purge_cache", "service": "nobody", "cache": "all"})", {}).refusal.empty());
}

TEST_CASE("purge_cache needs a service and a cache", "[unit][actions][purge_cache]") {
  CHECK(mistakes_of_action(R"({"do": "purge_cache"})").size() == 2);
  CHECK(mistakes_of_action(R"({"do": "purge_cache", "service": "a", "cache": "dns"})").size() == 1);
}
