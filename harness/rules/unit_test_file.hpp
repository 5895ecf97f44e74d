#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/expression.hpp"
#include "harness/promql/series_notation.hpp"
#include "harness/promql/value.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::rules {

/// The formats of promtool 2.42 for tests of rules (cmd/promtool/unittest.go).

struct InputSeries {
  promql::Labels labels;
  promql::SeriesValues values;  ///< one for each interval of the test, from time 0
};

struct ExpectedAlert {
  Texts labels;  ///< alertname among them
  Texts annotations;

  friend auto operator<=>(const ExpectedAlert&, const ExpectedAlert&) = default;
};

/// One of `alert_rule_test`: which alerts of a name fire at a time.
struct AlertTest {
  Duration eval_time;
  std::string alert;
  std::vector<ExpectedAlert> expected;
  Span name_place;
};

/// One of `promql_expr_test`: what an expression gives at a time.
struct ExpressionTest {
  Duration eval_time;
  std::string text;
  Result<promql::Expression> expression;  ///< a mistake in it fails this test alone
  promql::Vector expected;
};

/// One of `tests`: series, and what the rules make of them.
struct TestGroup {
  std::string name;  ///< may be empty
  Duration interval;
  std::vector<InputSeries> series;
  std::vector<AlertTest> alert_tests;
  std::vector<ExpressionTest> expression_tests;
  promql::Labels external_labels;
  std::string external_url;
};

/// A path or pattern of `rule_files`, as written.
struct RuleFilePattern {
  std::string path;
  Span place;
};

struct UnitTestFile {
  std::vector<RuleFilePattern> rule_files;
  Duration evaluation_interval = std::chrono::minutes{1};
  std::vector<std::string> group_eval_order;
  std::vector<TestGroup> tests;
};

/// Reads a file of tests. What promtool would refuse is an error among the diagnostics, with its
/// place; what was readable comes back even then.
UnitTestFile read_unit_test_file(Diagnostics& diagnostics);

}  // namespace firedrill::rules
