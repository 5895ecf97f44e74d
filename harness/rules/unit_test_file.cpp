#include "harness/rules/unit_test_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/rules/field_readers.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/yaml_parse.hpp"

namespace firedrill::rules {
namespace {

constexpr std::string_view alert_name = "alertname";

/// Reads a metric; a mistake in it is shown where it stands.
std::optional<promql::Labels> read_metric(const Json& json,
                                          std::string_view name,
                                          Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  Result<promql::Labels> labels = promql::parse_metric(*text);
  if (!labels) {
    report_in_text(json, "could not parse labels", labels.error(), diagnostics);
    return std::nullopt;
  }
  return *std::move(labels);
}

std::optional<promql::SeriesValues> read_series_values(const Json& json,
                                                       std::string_view name,
                                                       Diagnostics& diagnostics) {
  std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  text->erase(text->find_last_not_of('\n') + 1);  // of a block
  Result<promql::SeriesValues> values = promql::parse_series_values(*text);
  if (!values) {
    report_in_text(json, "could not parse values", values.error(), diagnostics);
    return std::nullopt;
  }
  return *std::move(values);
}

/// A sample's value: a number, also .inf and .nan.
std::optional<double> read_sample_value(const Json& json,
                                        std::string_view name,
                                        Diagnostics& diagnostics) {
  if (!json.is_number()) {
    report_wrong_kind(json, name, "a number", diagnostics);
    return std::nullopt;
  }
  return json.as_number();
}

InputSeries read_series(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an input series", diagnostics);
  InputSeries series{.labels = reader.value("series", read_metric).required(),
                     .values = reader.value("values", read_series_values).required()};
  reader.finish();
  return series;
}

ExpectedAlert read_expected_alert(const Json& json,
                                  const std::string& alert,
                                  Diagnostics& diagnostics) {
  ObjectReader reader(json, "an expected alert", diagnostics);
  ExpectedAlert expected{.labels = reader.value("exp_labels", read_texts).value_or({}),
                         .annotations = reader.value("exp_annotations", read_texts).value_or({})};
  reader.finish();
  std::erase_if(expected.labels, [](const auto& label) { return label.first == alert_name; });
  expected.labels.emplace_back(alert_name, alert);
  std::sort(expected.labels.begin(), expected.labels.end());
  return expected;
}

AlertTest read_alert_test(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a test of alerts", diagnostics);
  AlertTest test;
  test.eval_time = reader.value("eval_time", read_duration_text).value_or({});
  test.alert = reader.value(alert_name, read_text).value_or("");
  test.name_place = reader.span_of(alert_name);
  if (json.is_object() && test.alert.empty()) {
    reader.error(alert_name, "a test of alerts needs the key \"alertname\"");
  }
  for_each_item(reader, "exp_alerts", [&](const Json& item) {
    test.expected.push_back(read_expected_alert(item, test.alert, diagnostics));
  });
  reader.finish();
  return test;
}

promql::Sample read_expected_sample(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an expected sample", diagnostics);
  promql::Sample sample{.labels = reader.value("labels", read_metric).value_or({}),
                        .value = reader.value("value", read_sample_value).value_or(0)};
  reader.finish();
  return sample;
}

ExpressionTest read_expression_test(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a test of an expression", diagnostics);
  const std::string text = reader.value("expr", read_text).value_or("");
  ExpressionTest test{.eval_time = reader.value("eval_time", read_duration_text).value_or({}),
                      .text = text,
                      .expression = promql::parse(text),
                      .expected = {}};
  for_each_item(reader, "exp_samples", [&](const Json& item) {
    test.expected.push_back(read_expected_sample(item, diagnostics));
  });
  reader.finish();
  return test;
}

TestGroup read_test_group(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a test", diagnostics);
  TestGroup group;
  group.name = reader.value("name", read_text).value_or("");
  group.interval = reader.value("interval", read_duration_text).value_or({});
  for_each_item(reader, "input_series", [&](const Json& item) {
    group.series.push_back(read_series(item, diagnostics));
  });
  for_each_item(reader, "alert_rule_test", [&](const Json& item) {
    group.alert_tests.push_back(read_alert_test(item, diagnostics));
  });
  for_each_item(reader, "promql_expr_test", [&](const Json& item) {
    group.expression_tests.push_back(read_expression_test(item, diagnostics));
  });
  group.external_labels = promql::Labels(reader.value("external_labels", read_texts).value_or({}));
  group.external_url = reader.value("external_url", read_text).value_or("");
  if (json.is_object() && group.interval == Duration{} && !group.series.empty()) {
    diagnostics.warning(reader.span_of("interval"),
                        "a test without \"interval\" has the first value of each series only",
                        "all its samples are of time 0");
  }
  reader.finish();
  return group;
}

void read_group_order(ObjectReader& reader, std::vector<std::string>& order) {
  for_each_item(reader, "group_eval_order", [&](const Json& item) {
    const std::string name = read_text(item, "group_eval_order", reader.diagnostics()).value_or("");
    if (std::find(order.begin(), order.end(), name) != order.end()) {
      reader.diagnostics().error(item.span(),
                                 "group name repeated in evaluation order: " + quote(name));
    }
    order.push_back(name);
  });
}

}  // namespace

UnitTestFile read_unit_test_file(Diagnostics& diagnostics) {
  UnitTestFile file;
  const std::optional<std::vector<Json>> documents = parse_yaml(diagnostics);
  if (!documents || documents->empty() || documents->front().is_null()) {
    return file;
  }
  if (documents->size() > 1) {
    diagnostics.error((*documents)[1].span(), "a file of tests has one document only");
  }
  ObjectReader reader(documents->front(), "a file of tests", diagnostics);
  for_each_item(reader, "rule_files", [&](const Json& item) {
    if (std::optional<std::string> path = read_text(item, "rule_files", diagnostics)) {
      file.rule_files.push_back({*std::move(path), item.span()});
    }
  });
  const Duration interval = reader.value("evaluation_interval", read_duration_text).value_or({});
  file.evaluation_interval = interval == Duration{} ? file.evaluation_interval : interval;
  read_group_order(reader, file.group_eval_order);
  for_each_item(reader, "tests", [&](const Json& item) {
    file.tests.push_back(read_test_group(item, diagnostics));
  });
  reader.finish();
  return file;
}

}  // namespace firedrill::rules
