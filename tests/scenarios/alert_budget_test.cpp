// The latency budget of alerts in closed form, against the parts that a run's journal gives:
//   scrape  U(0, scrape_interval)       window  W * theta / e, up to the next scrape
//   for     ceil(for / eval) * eval     evaluation  U(0, evaluation_interval)
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/journal/alert_path.hpp"
#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

struct Budget {
  std::string at;        ///< when half of the requests begin to fail
  std::string interval;  ///< of scrapes and evaluations
  std::string alert_for;
  std::string window = "1m";
  double limit = 0.05;  ///< share of errors
};

std::string scenario(const Budget& budget) {
  const std::string share = fmt::format(
      "sum(rate(http_requests_total{{service='shop',code=~'5..'}}[{0}])) / "
      "sum(rate(http_requests_total{{service='shop'}}[{0}]))",
      budget.window);
  return fmt::format(R"({{
    "firedrill": 1, "name": "budget", "lasts": "30m",
    "before": {{"settle": "5m"}},
    "services": {{"shop": {{"replicas": 1}}}},
    "traffic": [{{"name": "buyers", "to": "shop", "rate": "20/s"}}],
    "script": [{{"at": "{0}", "do": "inject", "fault": "error_rate",
                 "service": "shop", "rate": "50%"}}],
    "monitoring": {{"scrape_interval": "{1}", "evaluation_interval": "{1}", "offset": "random"}},
    "alerts": [{{"alert": "Errors", "for": "{2}", "labels": {{"severity": "page"}},
                 "expr": "{3} > {4}"}}],
    "on_call": {{"escalation": [{{"notify": "ann", "acknowledges": "3m"}}]}},
    "targets": {{"detect": "30m"}}
  }})",
                     budget.at,
                     budget.interval,
                     budget.alert_for,
                     share,
                     budget.limit);
}

AlertPath path_of(const Journal& journal) {
  const std::vector<AlertPath> paths = alert_paths(journal, impact_windows(journal));
  REQUIRE(!paths.empty());
  Duration sum{};
  for (const TimeShare& part : paths.front().parts) {
    sum += part.length;
  }
  CHECK(sum == paths.front().to - paths.front().from);
  return paths.front();
}

}  // namespace

TEST_CASE("an alert's parts are within the latency budget, whatever the phases of the grids",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  const Journal journal =
      played(scenario({.at = "5m7s", .interval = "15s", .alert_for = "1m"}), seed);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  CHECK(path.length_of("scrape") <= 15s);
  CHECK(path.length_of("window") <= 15s);  // 1m * 0.05 / 0.5 = 6s, up to the next scrape
  CHECK(path.length_of("evaluation") <= 15s);
  CHECK(path.length_of("for") == 1min);
  CHECK(path.length_of("acknowledge") == 3min);
  CHECK(path.alert->happened - path.from ==
        path.length_of("scrape") + path.length_of("window") + path.length_of("evaluation") + 1min);
}

TEST_CASE("a wide window with a high limit fills for as long as the formula says",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U);
  const Journal journal = played(
      scenario(
          {.at = "5m7s", .interval = "15s", .alert_for = "0s", .window = "10m", .limit = 0.25}),
      seed);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  // 10m * 0.25 / 0.5 from the first bad response; rate() counts up to the last sample only.
  const Duration filled = path.length_of("scrape") + path.length_of("window");
  CHECK(filled >= 5min - 15s);
  CHECK(filled <= 5min + 30s);
}

TEST_CASE("a for that is no multiple of the evaluation interval waits for the next one",
          "[scenarios][budget]") {
  const Journal journal =
      played(scenario({.at = "5m7s", .interval = "15s", .alert_for = "50s"}), 1);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  CHECK(path.length_of("for") == 50s);
  CHECK(path.length_of("evaluation") >= 10s);  // ceil(50 / 15) * 15 - 50
  CHECK(path.length_of("evaluation") < 25s);
}
