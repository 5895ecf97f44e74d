#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "mock_services/service/fault_set.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("a lost cache adds calls of its edge, of whom it is about, until it is full again",
          "[service][faults]") {
  mock::FaultSet faults(0, Seed{1}, 10ms, "2");
  const auto lose =
      [&](const char* id, const char* population, const char* version, unsigned cause) {
        faults.start({.id = id,
                      .target = {.service = "stock",
                                 .from = "shop",
                                 .population = population,
                                 .version = version},
                      .fault = faults::CacheLoss{.lost = 1, .refills_in = 10s}},
                     EventId{cause},
                     Instant{1min});
      };
  const auto added = [&](std::string_view callee, std::string_view population, Duration at) {
    return faults.added_call(callee, population, Instant{at});
  };
  lose("old", "", "1", 3);
  lose("partners", "partners", "", 4);
  lose("new", "", "2", 5);

  CHECK(added("stock", "partners", 1min) == EventId{4});
  CHECK(added("stock", "users", 1min) == EventId{5});
  CHECK(added("prices", "partners", 1min) == std::nullopt);
  CHECK(added("stock", "partners", 1min + 10s) == std::nullopt);
  CHECK_FALSE(faults.decide({.caller = "shop"}, Instant{1min}, Instant{}).touched);
  const std::vector<mock::FaultSet::Tally> tallies = faults.tallies();
  CHECK(tallies.at(0).injected == 0);
  CHECK(tallies.at(1).injected == 1);
  CHECK(tallies.at(2).injected == 1);
  CHECK(total(tallies.at(2).suppressed_by) == 1);
}
