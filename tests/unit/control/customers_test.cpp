#include "harness/control/customers.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"
#include "tests/support/recording_world.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

/// Seconds of traffic, judged one after the other as a Drill does; some populations hurt.
struct Market {
  explicit Market(std::vector<CustomerReport> entries, Seed seed = Seed{1})
      : reports(std::move(entries)),
        response(timeline, world, seed),
        customers(timeline, response, reports, seed) {}

  /// So many seconds with ten responses each to "shoppers" and to "sellers", some of them bad.
  void play(int seconds, std::uint64_t bad_shoppers, std::uint64_t bad_sellers = 0) {
    for (int i = 0; i < seconds; ++i) {
      tell("shoppers", bad_shoppers);
      tell("sellers", bad_sellers);
      second += 1s;
      scheduler.run_until(Instant{second});
      impact.judge_window(Instant{second});
      customers.judge(impact);
    }
  }

  void tell(std::string population, std::uint64_t bad) {
    TrafficRecord record{.population = std::move(population),
                         .second = Instant{second},
                         .good = 10 - bad,
                         .bad = bad};
    if (bad > 0) {
      record.first_bad = Instant{second + 100ms};
    }
    impact.on_traffic(record);
  }

  std::vector<Event> reported() const {
    std::vector<Event> calls;
    for (const Event& event : timeline.events()) {
      if (event.type == EventType::alert_firing) {
        calls.push_back(event);
      }
    }
    return calls;
  }

  std::vector<CustomerReport> reports;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  RecordingWorld world{scheduler};
  control::ResponseFaults response;
  control::Customers customers;
  Duration second{};
};

CustomerReport shoppers_call(Duration after) {
  return {.population = "shoppers", .after = Constant{after}};
}

}  // namespace

TEST_CASE("customers call so long after the first bad response, because of the impact",
          "[unit][control][customers]") {
  Market market({shoppers_call(4min)});
  market.play(10, 0);

  market.play(600, 10);

  const std::vector<Event> reported = market.reported();
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].happened == Instant{10s + 100ms + 4min});
  CHECK(reported[0].cause == market.impact.open_impact());
  CHECK(reported[0].subject == "customer report: shoppers");
  CHECK(reported[0].by == "customers");
}

TEST_CASE("nobody calls before the impact is confirmed by a whole window",
          "[unit][control][customers]") {
  Market market({shoppers_call(0s)});

  market.play(1, 4);
  CHECK(market.reported().empty());  // four bad responses are no impact yet
  market.play(1, 4);
  market.play(1, 0);

  REQUIRE(market.reported().size() == 1);
  CHECK(market.reported()[0].happened == Instant{2s});
}

TEST_CASE("customers call once for each impact, and again for the next one",
          "[unit][control][customers]") {
  Market market({shoppers_call(30s)});

  market.play(120, 10);
  market.play(120, 0);
  market.play(60, 10);

  const std::vector<Event> reported = market.reported();
  REQUIRE(reported.size() == 2);
  CHECK(reported[1].happened == Instant{240s + 100ms + 30s});
  CHECK(reported[1].cause != reported[0].cause);
}

TEST_CASE("customers who are hurt less than it takes do not call until they are hurt more",
          "[unit][control][customers]") {
  CustomerReport patient = shoppers_call(0s);
  patient.at_least_ratio = 0.5;
  Market market({patient});

  market.play(30, 4);
  REQUIRE(market.impact.open_impact() != EventId::none);
  CHECK(market.reported().empty());
  market.play(30, 8);

  CHECK(market.reported().size() == 1);
}

TEST_CASE("only the population that hurts calls", "[unit][control][customers]") {
  CustomerReport sellers{.population = "sellers", .after = Constant{1s}};
  Market market({shoppers_call(1s), sellers});

  market.play(20, 0, 10);

  REQUIRE(market.reported().size() == 1);
  CHECK(market.reported()[0].subject == "customer report: sellers");
}

TEST_CASE("when customers call is drawn from the seed", "[unit][control][customers]") {
  const auto called = [](Seed seed) {
    CustomerReport report{.population = "shoppers", .after = Uniform{1min, 10min}};
    Market market({report}, seed);
    market.play(700, 10);
    REQUIRE(market.reported().size() == 1);
    return market.reported()[0].happened;
  };

  CHECK(called(Seed{1}) == called(Seed{1}));
  CHECK(called(Seed{1}) != called(Seed{2}));
}
