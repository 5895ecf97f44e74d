#include "harness/control/condition_start.hpp"

#include <deque>
#include <vector>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// errors{job="edge"}, scraped every 5 s from 0 s on, and evaluated every 20 s.
struct Samples {
  explicit Samples(const std::vector<double>& values) {
    const auto series = store.series({{"__name__", "errors"}, {"job", "edge"}});
    REQUIRE(series);
    std::int64_t t_ms = 0;
    for (const double value : values) {
      store.append(*series, t_ms, value);
      scrapes.push_back(t_ms);
      t_ms += 5'000;
    }
  }

  control::ConditionStart::Found find(const char* query, const promql::Labels& returned) {
    const auto parsed = promql::parse(query);
    REQUIRE(parsed);
    return control::ConditionStart(store, 1min)
        .find(*parsed, returned, scrapes, {.after_ms = 20'000, .until_ms = 40'000});
  }

  promql::SampleStore store;
  std::deque<std::int64_t> scrapes;
};

const promql::Labels edge{{"__name__", "errors"}, {"job", "edge"}};

}  // namespace

TEST_CASE("a condition holds from the first scrape as of which it does", "[unit][control]") {
  Samples samples({1, 1, 1, 1, 1, 1, 9, 9, 9});

  const auto found = samples.find("errors > 5", edge);

  CHECK(found.held_ms == 30'000);
  CHECK(found.scraped_ms == 30'000);
}

TEST_CASE("a condition that no scrape made true holds from the evaluation", "[unit][control]") {
  Samples samples({9, 9, 9, 9, 9, 9, 9, 9});

  CHECK(samples.find("errors and on() (vector(time()) > 38)", edge).held_ms == 40'000);
  CHECK(samples.find("errors and on() (vector(time()) > 38)", edge).scraped_ms == 35'000);
}

TEST_CASE("what another series does is not looked at", "[unit][control]") {
  Samples samples({1, 1, 1, 1, 1, 9, 9, 9, 9});

  CHECK(samples.find("errors > 5", {{"__name__", "errors"}, {"job", "other"}}).held_ms == 40'000);
}
