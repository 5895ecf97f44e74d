#include "harness/faults/poison_data.hpp"

#include <optional>
#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

bool kills(const Fault& fault, std::optional<double> lot) {
  FaultState state = initial_state(fault);
  Rng random{1};
  return std::holds_alternative<KillProcess>(
      decide(fault, state, {.now = {}, .random = random, .lot = lot}));
}

}  // namespace

TEST_CASE("a request is poison or is not, however often it is tried", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "poison_data", "rate": "10%"})");

  CHECK(looks_at_lot(fault));
  for (int attempt = 0; attempt < 100; ++attempt) {
    CHECK(kills(fault, 0.0999));
    CHECK_FALSE(kills(fault, 0.1));
  }
  CHECK_FALSE(looks_at_lot(good_fault(R"({"fault": "hang"})")));
}

TEST_CASE("a request whose origin nobody knows is drawn for itself", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "poison_data", "rate": "30%"})"), 10'000);

  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(count_of<KillProcess>(all) >= 2777);
  CHECK(count_of<KillProcess>(all) <= 3226);
}

TEST_CASE("who dies of poison is started again if the fault says so", "[unit][faults]") {
  const auto started_after = [](const char* text) {
    return std::get<KillProcess>(verdicts(good_fault(text), 1).front()).start_again_after;
  };

  CHECK(started_after(R"({"fault": "poison_data", "rate": 1})") == std::nullopt);
  CHECK(started_after(R"({"fault": "poison_data", "rate": 1, "restarts_after": "5s"})") == 5s);
}

TEST_CASE("poison is a service's, and needs a rate", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "poison_data", "rate": 1})");

  CHECK_FALSE(can_act_on_edges(fault));
  CHECK(can_have_share(fault));
  CHECK(is_silent(fault));
  CHECK_FALSE(strikes_once(fault));
  CHECK(mistakes_of_fault(R"({"fault": "poison_data"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "poison_data", "rate": 2})").size() == 1);
}
