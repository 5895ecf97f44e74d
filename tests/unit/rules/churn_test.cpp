#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/rules/rule_engine.hpp"

using namespace firedrill;
using namespace firedrill::rules;

namespace {

constexpr std::int64_t interval_ms = 15'000;
constexpr std::int64_t kept_ms = 300'000;

std::vector<RuleGroup> rules_on_instances() {
  const SourceText source("a.yml", R"(groups:
- name: g
  rules:
  - {record: twice, expr: 2 * m}
  - {alert: Up, expr: twice > 1}
)");
  Diagnostics diagnostics(source);
  return read_rule_file(diagnostics);
}

std::size_t results_of(std::string_view expression,
                       const promql::SampleStore& store,
                       std::int64_t t_ms) {
  promql::Evaluator evaluator(store);
  const auto value = evaluator.evaluate(*promql::parse(expression), t_ms);
  return std::get<promql::Vector>(*value).size();
}

}  // namespace

TEST_CASE("instances that come and go, and come again, take no more memory the longer a run is",
          "[unit][rules][engine]") {
  promql::SampleStore store;
  RuleEngine engine(store, rules_on_instances(), {});
  std::size_t most = 0;
  std::size_t right = 0;
  constexpr int times = 3000;

  for (int round = 1; round <= times; ++round) {
    const std::int64_t t_ms = round * interval_ms;
    const auto instance = [&store](int number) {
      return *store.series({{"__name__", "m"}, {"instance", fmt::to_string(number % 200)}});
    };
    store.append(instance(round), t_ms, 1);
    store.append_stale(instance(round - 1), t_ms);
    CHECK(engine.evaluate(0, t_ms).errors.empty());
    const std::string own = fmt::format("instance='{}'", round % 200);
    right += results_of(fmt::format("twice{{{}}} == 2", own), store, t_ms);
    right += results_of(fmt::format("ALERTS{{alertname='Up', {}}}", own), store, t_ms);
    right += results_of("count(ALERTS) == 1", store, t_ms);
    store.drop_before(t_ms - kept_ms);
    most = std::max(most, store.size());
  }

  CHECK(right == 3 * times);
  CHECK(most < 250);  // 20 instances within five minutes, four series each, and as many to forget
}
