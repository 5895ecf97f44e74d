#include "harness/rules/unit_test.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/duration_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/rules/rule_engine.hpp"
#include "harness/rules/unit_test_text.hpp"

namespace firedrill::rules {
namespace {

constexpr std::int64_t most_evaluations = 10'000'000;

/// The groups in the order of `group_eval_order`; those that it does not name share the first
/// place, as in promtool.
std::vector<RuleGroup> in_order(std::vector<RuleGroup> groups,
                                const std::vector<std::string>& order) {
  const auto place = [&](const RuleGroup& group) {
    const auto found = std::find(order.begin(), order.end(), group.name);
    return found == order.end() ? 0 : found - order.begin();
  };
  std::stable_sort(groups.begin(), groups.end(), [&](const auto& left, const auto& right) {
    return place(left) < place(right);
  });
  return groups;
}

Texts as_texts(const promql::Labels& labels) {
  return {labels.begin(), labels.end()};
}

void sort_samples(promql::Vector& vector) {
  std::stable_sort(vector.begin(), vector.end(), [](const auto& left, const auto& right) {
    return left.labels < right.labels;
  });
}

/// NaN equals nothing, as in promtool.
bool are_equal(const promql::Vector& left, const promql::Vector& right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(), [](const auto& one, const auto& other) {
        return one.labels == other.labels && one.value == other.value;
      });
}

class UnitTestRun {
 public:
  UnitTestRun(const UnitTestFile& file, const TestGroup& test, const std::vector<RuleGroup>& groups)
      : file_(file),
        test_(test),
        engine_(store_,
                in_order(groups, file.group_eval_order),
                {.evaluation_interval = file.evaluation_interval,
                 .external_labels = test.external_labels,
                 .external_url = test.external_url}) {
    for (const AlertTest& alert : test.alert_tests) {
      alert_tests_.push_back(&alert);
    }
    std::stable_sort(
        alert_tests_.begin(), alert_tests_.end(), [](const auto* left, const auto* right) {
          return left->eval_time < right->eval_time;
        });
  }

  std::vector<std::string> run() {
    if (std::optional<std::string> problem = make_series()) {
      return {*std::move(problem)};
    }
    const Duration end = last_time();
    if (end / file_.evaluation_interval > most_evaluations) {
      return {fmt::format("    more than {} evaluations until {}: lengthen evaluation_interval",
                          most_evaluations,
                          go_duration(end))};
    }
    for (Duration now{}; now <= end; now += file_.evaluation_interval) {
      load_until(promql::to_ms(now));
      if (!evaluate(now)) {
        return std::move(failures_);
      }
      check_alerts(now + file_.evaluation_interval);
    }
    check_expressions();
    return std::move(failures_);
  }

 private:
  struct Loading {
    promql::SeriesId series;
    const promql::SeriesValues* values;
    std::size_t next = 0;
  };

  /// Of series with the same labels the last one counts.
  std::optional<std::string> make_series() {
    for (const InputSeries& input : test_.series) {
      const Result<promql::SeriesId> series = store_.series(input.labels);
      if (!series) {
        return series.error().message;
      }
      std::erase_if(loading_, [&](const Loading& other) { return other.series == *series; });
      loading_.push_back({*series, &input.values});
    }
    return std::nullopt;
  }

  Duration last_time() const {
    Duration last{};
    for (const AlertTest& test : test_.alert_tests) {
      last = std::max(last, test.eval_time);
    }
    for (const ExpressionTest& test : test_.expression_tests) {
      last = std::max(last, test.eval_time);
    }
    return last;
  }

  void load_until(std::int64_t t_ms) {
    const std::int64_t interval_ms = promql::to_ms(test_.interval);
    for (Loading& loading : loading_) {
      for (; loading.next < loading.values->size(); ++loading.next) {
        const std::int64_t sample_ms = static_cast<std::int64_t>(loading.next) * interval_ms;
        if (sample_ms > t_ms) {
          break;
        }
        if (const std::optional<double>& value = (*loading.values)[loading.next]) {
          store_.append(loading.series, sample_ms, *value);
        }
      }
    }
  }

  /// False if a rule failed: then the test ends.
  bool evaluate(Duration now) {
    bool all_well = true;
    for (std::size_t group = 0; group < engine_.groups().size(); ++group) {
      for (const RuleError& error : engine_.evaluate(group, promql::to_ms(now)).errors) {
        failures_.push_back(fmt::format(
            "    rule: {}, time: {}, err: {}", error.rule->name, go_duration(now), error.message));
        all_well = false;
      }
    }
    return all_well;
  }

  /// Those of times before `end`.
  void check_alerts(Duration end) {
    for (;
         next_alert_test_ < alert_tests_.size() && alert_tests_[next_alert_test_]->eval_time < end;
         ++next_alert_test_) {
      check_alert(*alert_tests_[next_alert_test_]);
    }
  }

  void check_alert(const AlertTest& test) {
    std::vector<ExpectedAlert> expected = test.expected;
    std::vector<ExpectedAlert> got = firing(test.alert);
    std::sort(expected.begin(), expected.end());
    std::sort(got.begin(), got.end());
    if (expected != got) {
      failures_.push_back(
          fmt::format("{}    alertname: {}, time: {}, \n        exp:{}, \n        got:{}",
                      test_.name.empty() ? "" : fmt::format("    name: {},\n", test_.name),
                      test.alert,
                      promql::print_duration(test.eval_time),
                      alerts_text(expected),
                      alerts_text(got)));
    }
  }

  std::vector<ExpectedAlert> firing(const std::string& name) {
    std::vector<ExpectedAlert> firing;
    for (std::size_t group = 0; group < engine_.groups().size(); ++group) {
      const std::vector<Rule>& rules = engine_.groups()[group].rules;
      for (std::size_t rule = 0; rule < rules.size(); ++rule) {
        if (rules[rule].kind != Rule::Kind::alerting || rules[rule].name != name) {
          continue;
        }
        for (const ActiveAlert& alert : engine_.active_alerts({.group = group, .rule = rule})) {
          if (alert.phase == AlertState::Phase::firing) {
            firing.push_back({as_texts(alert.labels), alert.annotations});
          }
        }
      }
    }
    return firing;
  }

  void check_expressions() {
    promql::Evaluator evaluator(store_, {.subquery_step = file_.evaluation_interval});
    for (const ExpressionTest& test : test_.expression_tests) {
      const std::string head = fmt::format("    expr: {}, time: {},",
                                           promql::quote(test.text),
                                           promql::print_duration(test.eval_time));
      if (!test.expression) {
        const Error& mistake = test.expression.error();
        failures_.push_back(fmt::format("{} err: {}: {}", head, mistake.where, mistake.message));
        continue;
      }
      Result<promql::Vector> got = evaluate_for_rule({.store = store_,
                                                      .evaluator = evaluator,
                                                      .t_ms = promql::to_ms(test.eval_time),
                                                      .limit = 0},
                                                     *test.expression);
      if (!got) {
        failures_.push_back(fmt::format("{} err: {}", head, got.error().message));
        continue;
      }
      promql::Vector expected = test.expected;
      sort_samples(expected);
      sort_samples(*got);
      if (!are_equal(expected, *got)) {
        failures_.push_back(fmt::format("{}\n        exp: {}\n        got: {}",
                                        head,
                                        samples_text(expected),
                                        samples_text(*got)));
      }
    }
  }

  const UnitTestFile& file_;
  const TestGroup& test_;
  promql::SampleStore store_;
  RuleEngine engine_;
  std::vector<const AlertTest*> alert_tests_;  // by time
  std::size_t next_alert_test_ = 0;
  std::vector<Loading> loading_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> run_unit_test(const UnitTestFile& file,
                                       const TestGroup& test,
                                       const std::vector<RuleGroup>& groups) {
  return UnitTestRun(file, test, groups).run();
}

}  // namespace firedrill::rules
