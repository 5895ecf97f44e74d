// What an evaluation of the seed incident's alert rule costs, over a service with few replicas and
// one with many: 15 s between scrapes, so that each window of the rule holds five samples.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "harness/promql/evaluator.hpp"

namespace {

using namespace firedrill::promql;

constexpr std::string_view rule =
    "sum(rate(http_requests_total{service='edge',code=~'5..'}[1m])) / "
    "sum(rate(http_requests_total{service='edge'}[1m])) > 0.05";

constexpr int turns = 9;
constexpr int evaluations_a_turn = 200;
constexpr std::int64_t scrape_ms = 15'000;
constexpr std::int64_t scrapes = 40;

SampleStore make_store(int series) {
  constexpr std::string_view codes[] = {"200", "404", "500", "503"};
  SampleStore store;
  for (int i = 0; i < series; ++i) {
    const Labels labels{{"__name__", "http_requests_total"},
                        {"service", "edge"},
                        {"code", std::string(codes[i % 4])},
                        {"instance", fmt::format("edge-{}:8080", i / 4)}};
    const SeriesId id = *store.series(labels);
    for (std::int64_t scrape = 0; scrape < scrapes; ++scrape) {
      store.append(id, scrape * scrape_ms, static_cast<double>(scrape * (i % 7 + 1)));
    }
  }
  return store;
}

/// The median of the turns, in microseconds of this process.
double cost_us(int series) {
  const SampleStore store = make_store(series);
  const auto expression = parse(rule);
  Evaluator evaluator(store);
  std::vector<double> costs;
  for (int turn = 0; turn < turns; ++turn) {
    const std::clock_t before = std::clock();
    for (int i = 0; i < evaluations_a_turn; ++i) {
      const std::int64_t t_ms = (scrapes - 1 - i % 20) * scrape_ms;
      if (!evaluator.evaluate(*expression, t_ms)) {
        return -1;  // never: the rule has no errors
      }
    }
    const auto ticks = static_cast<double>(std::clock() - before);
    costs.push_back(ticks / CLOCKS_PER_SEC * 1e6 / evaluations_a_turn);
  }
  std::sort(costs.begin(), costs.end());
  return costs[turns / 2];
}

bool at_most(int series, double limit_us) {
  const double cost = cost_us(series);
  const bool holds = cost >= 0 && cost <= limit_us;
  fmt::print("{:<6} the seed's alert rule over {} series, at most {} us: {:.0f} us\n",
             holds ? "ok" : "MISSED",
             series,
             limit_us,
             cost);
  return holds;
}

}  // namespace

int main() {
  const bool few = at_most(200, 50);
  const bool many = at_most(2000, 500);
  return few && many ? 0 : 1;
}
