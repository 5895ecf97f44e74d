#include "harness/control/steady_state.hpp"

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

/// A scenario with one population, what its clients got, and samples to ask about.
struct Moment {
  explicit Moment(double per_second = 10) {
    scenario.traffic = {{.name = "clients", .to = "shop", .rate = {{.per_second = per_second}}}};
  }

  void got(std::uint64_t good, std::uint64_t bad, Duration second = -1s) {
    impact.on_traffic(
        {.population = "clients", .second = Instant{second}, .good = good, .bad = bad});
  }

  void condition(const std::string& text) {
    scenario.before.steady_state.push_back({.text = text, .query = query(text), .source = {}});
  }

  void sample(std::string metric, double value) {
    const auto series = store.series({{"__name__", std::move(metric)}});
    store.append(*series, 0, value);
  }

  std::vector<std::string> violations() const {
    return control::steady_state_violations(scenario, impact, store, 0);
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  promql::SampleStore store;
};

using Violations = std::vector<std::string>;

}  // namespace

TEST_CASE("a population that is answered well is in its steady state",
          "[unit][control][steady_state]") {
  Moment moment;
  moment.got(100, 0);

  CHECK(moment.violations().empty());
}

TEST_CASE("as many bad responses as impact allows are well, one more is not",
          "[unit][control][steady_state]") {
  Moment allowed;
  allowed.got(98, 2);
  Moment more;
  more.got(97, 3);

  CHECK(allowed.violations().empty());
  CHECK(more.violations() == Violations{"clients: 3.0 % of the responses were bad before t = 0"});
}

TEST_CASE("a population that nobody answered is not well", "[unit][control][steady_state]") {
  const Moment moment;

  CHECK(moment.violations() == Violations{"clients: not one response before t = 0"});
}

TEST_CASE("the last window decides, and where it is empty all the time before t = 0",
          "[unit][control][steady_state]") {
  Moment well_again;
  well_again.got(0, 100, -60s);
  well_again.got(100, 0, -10s);
  Moment seldom;
  seldom.got(0, 1, -60s);

  CHECK(well_again.violations().empty());
  CHECK(seldom.violations() ==
        Violations{"clients: 100.0 % of the responses were bad before t = 0"});
}

TEST_CASE("a population that has not come yet is not missed", "[unit][control][steady_state]") {
  const Moment moment{0};

  CHECK(moment.violations().empty());
}

TEST_CASE("each of the scenario's own conditions must return something",
          "[unit][control][steady_state]") {
  Moment moment;
  moment.got(100, 0);
  moment.sample("up", 1);
  moment.sample("down", 0);
  moment.condition("up == 1");
  moment.condition("down > 0");
  moment.condition("nowhere");

  CHECK(moment.violations() == Violations{"down > 0 does not hold", "nowhere does not hold"});
}

TEST_CASE("a condition that is a number holds, whatever the number",
          "[unit][control][steady_state]") {
  Moment moment;
  moment.got(100, 0);
  moment.condition("0");

  CHECK(moment.violations().empty());
  CHECK(control::returns_something(promql::Value{0.0}));
  CHECK_FALSE(control::returns_something(promql::Value{promql::Vector{}}));
}

TEST_CASE("a condition that cannot be evaluated does not hold", "[unit][control][steady_state]") {
  Moment moment;
  moment.got(100, 0);
  moment.sample("one", 1);
  moment.sample("two", 2);
  const std::string text = "one + on () {__name__=~\"one|two\"}";
  moment.condition(text);

  REQUIRE(moment.violations().size() == 1);
  CHECK(moment.violations()[0].find(text + ": ") == 0);
}

TEST_CASE("everything that is not well is told at once", "[unit][control][steady_state]") {
  Moment moment;
  moment.scenario.traffic.push_back({.name = "others", .to = "shop", .rate = {{.per_second = 1}}});
  moment.got(50, 50);
  moment.condition("nowhere");

  CHECK(moment.violations() == Violations{"clients: 50.0 % of the responses were bad before t = 0",
                                          "others: not one response before t = 0",
                                          "nowhere does not hold"});
}
