// What an evaluation of the seed incident's alert rule costs, over a service with few replicas and
// one with many: 15 s between scrapes, so that each window of the rule holds five samples. Then
// what 50 alerting rules over 2,000 series cost for an hour, on the rule engine that runs play.
//
// promql_bench --promtool FOLDER writes those rules and series as a test for promtool.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <malloc.h>

#include "harness/promql/evaluator.hpp"
#include "harness/rules/rule_engine.hpp"
#include "harness/rules/rule_text.hpp"

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
constexpr std::int64_t evaluations_an_hour = 240;
/// The longest range of the rules, and Prometheus' look-back.
constexpr std::int64_t kept_ms = (10 + 5) * 60'000;

std::string metric_of(int rule_number) {
  return fmt::format("requests_{}_total", rule_number);
}

Labels labels_of(int rule_number, int series) {
  return {{"__name__", metric_of(rule_number)},
          {"code", series % 4 == 0 ? "500" : "200"},
          {"instance", fmt::format("edge-{}", series)}};
}

/// How much a series grows from one scrape to the next.
std::int64_t growth_of(int rule_number, int series) {
  return (rule_number * series_a_rule + series) % 7;
}

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

firedrill::rules::RuleGroup rule_group() {
  firedrill::rules::RuleGroup group{.name = "bench"};
  for (int rule_number = 0; rule_number < rules_in_all; ++rule_number) {
    const std::string metric = metric_of(rule_number);
    std::string text(rule_kinds[static_cast<std::size_t>(rule_number) % std::size(rule_kinds)]);
    for (std::size_t at = text.find('M'); at != text.npos;
         at = text.find('M', at + metric.size())) {
      text.replace(at, 1, metric);
    }
    group.rules.push_back(alerting_rule(std::move(text)));
  }
  return group;
}

struct Cost {
  double cpu_s = 0;     ///< of this process
  double memory_b = 0;  ///< on the heap at the end, of store and engine
};

double heap_b() {
  return static_cast<double>(mallinfo2().uordblks);
}

/// 50 alerting rules over 2,000 series, every 15 s for so many hours. What no rule can reach any
/// more is dropped after each evaluation, as Drill does.
Cost rules_for(int hours) {
  const double heap_before_b = heap_b();
  SampleStore store;
  std::vector<std::pair<SeriesId, std::int64_t>> series;
  for (int rule_number = 0; rule_number < rules_in_all; ++rule_number) {
    for (int i = 0; i < series_a_rule; ++i) {
      series.emplace_back(*store.series(labels_of(rule_number, i)), growth_of(rule_number, i));
    }
  }
  firedrill::rules::RuleEngine engine(store, {rule_group()});
  const std::clock_t before = std::clock();
  for (std::int64_t i = 0; i < hours * evaluations_an_hour; ++i) {
    const std::int64_t t_ms = i * scrape_ms;
    for (const auto& [id, growth] : series) {
      store.append(id, t_ms, static_cast<double>(i * growth));
    }
    if (!engine.evaluate(0, t_ms).errors.empty()) {
      return {.cpu_s = -1};  // never: the rules have no errors
    }
    store.drop_before(t_ms - kept_ms);
  }
  return {.cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC,
          .memory_b = heap_b() - heap_before_b};
}

bool hour_at_most(double limit_s, double limit_growth) {
  const Cost hour = rules_for(1);
  const Cost hours = rules_for(4);
  const double growth = hours.memory_b / hour.memory_b;
  const bool is_fast = hour.cpu_s >= 0 && hour.cpu_s <= limit_s;
  const bool is_small = growth <= limit_growth;
  fmt::print("{:<6} an hour of {} rules over {} series, at most {} s: {:.2f} s\n",
             is_fast ? "ok" : "MISSED",
             rules_in_all,
             rules_in_all * series_a_rule,
             limit_s,
             hour.cpu_s);
  fmt::print(
      "{:<6} memory of four hours against that of one, at most {} times: {:.2f} times, {:.1f} MB\n",
      is_small ? "ok" : "MISSED",
      limit_growth,
      growth,
      hours.memory_b / 1e6);
  return is_fast && is_small;
}

/// promtool evaluates as far as a test asks: up to the last evaluation of the hour.
void write_for_promtool(const std::filesystem::path& folder) {
  std::ofstream(folder / "rules.yml") << firedrill::rules::to_yaml({rule_group()});
  std::ofstream test(folder / "test.yml");
  test << "rule_files: [rules.yml]\nevaluation_interval: 15s\ntests:\n- interval: 15s\n"
       << "  alert_rule_test: [{alertname: Alert, eval_time: 59m45s}]\n  input_series:\n";
  for (int rule_number = 0; rule_number < rules_in_all; ++rule_number) {
    for (int i = 0; i < series_a_rule; ++i) {
      const std::string code = i % 4 == 0 ? "500" : "200";
      test << fmt::format(
          "  - {{series: '{}{{code=\"{}\",instance=\"edge-{}\"}}', values: '0+{}x{}'}}\n",
          metric_of(rule_number),
          code,
          i,
          growth_of(rule_number, i),
          evaluations_an_hour - 1);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--promtool") {
    write_for_promtool(argv[2]);
    return 0;
  }
  const bool few = at_most(200, 50);
  const bool many = at_most(2000, 500);
  const bool hour = hour_at_most(0.5, 1.1);
  return few && many && hour ? 0 : 1;
}
