// What an evaluation of the seed incident's alert rule costs, over a service with few replicas and
// one with many: 15 s between scrapes, so that each window of the rule holds five samples.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "harness/promql/evaluator.hpp"
#include "harness/rules/rule_engine.hpp"

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

/// The kinds of rules that a service's alerts come in; M stands for a metric.
constexpr std::string_view rule_kinds[] = {
    "sum(rate(M{code=~'5..'}[5m])) / sum(rate(M[5m])) > 0.05",
    "sum by (instance) (increase(M[10m])) == 0",
    "max_over_time(M[5m]) > 1e9",
    "histogram_quantile(0.99, sum by (code) (rate(M[5m]))) > 0.5",
    "absent(M) or count(M) < 3"};

constexpr int rules_in_all = 50;
constexpr int series_a_rule = 40;
constexpr std::int64_t evaluations = 240;

firedrill::rules::Rule alerting_rule(std::string text) {
  Expression query = *parse(text);
  return {.kind = firedrill::rules::Rule::Kind::alerting,
          .name = "Alert",
          .text = std::move(text),
          .query = std::move(query),
          .timing = {.pending_for = std::chrono::minutes{2}},
          .labels = {{"severity", "page"}},
          .annotations = {{"summary", "{{ $labels.instance }} is at {{ $value | humanize }}"}}};
}

/// 50 alerting rules over 2,000 series, every 15 s for an hour: seconds of this process.
double hour_of_rules_s() {
  SampleStore store;
  std::vector<SeriesId> series;
  firedrill::rules::RuleGroup group{.name = "bench"};
  for (int rule_number = 0; rule_number < rules_in_all; ++rule_number) {
    const std::string metric = fmt::format("requests_{}_total", rule_number);
    for (int i = 0; i < series_a_rule; ++i) {
      const std::string code = i % 4 == 0 ? "500" : "200";
      series.push_back(*store.series(
          {{"__name__", metric}, {"code", code}, {"instance", fmt::format("edge-{}", i)}}));
    }
    std::string text(rule_kinds[static_cast<std::size_t>(rule_number) % std::size(rule_kinds)]);
    for (std::size_t at = text.find('M'); at != text.npos;
         at = text.find('M', at + metric.size())) {
      text.replace(at, 1, metric);
    }
    group.rules.push_back(alerting_rule(std::move(text)));
  }
  firedrill::rules::RuleEngine engine(store, {group});
  const std::clock_t before = std::clock();
  for (std::int64_t i = 0; i < evaluations; ++i) {
    for (const SeriesId id : series) {
      store.append(id, i * scrape_ms, static_cast<double>(i * (id % 7)));
    }
    if (!engine.evaluate(0, i * scrape_ms).errors.empty()) {
      return -1;  // never: the rules have no errors
    }
  }
  return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

bool hour_at_most(double limit_s) {
  const double cost_s = hour_of_rules_s();
  const bool holds = cost_s >= 0 && cost_s <= limit_s;
  fmt::print("{:<6} an hour of {} rules over {} series, at most {} s: {:.2f} s\n",
             holds ? "ok" : "MISSED",
             rules_in_all,
             rules_in_all * series_a_rule,
             limit_s,
             cost_s);
  return holds;
}

}  // namespace

int main() {
  const bool few = at_most(200, 50);
  const bool many = at_most(2000, 500);
  const bool hour = hour_at_most(0.5);
  return few && many && hour ? 0 : 1;
}
