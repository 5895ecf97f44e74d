#include "harness/promql/aggregation.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/promql/arithmetic.hpp"
#include "harness/promql/label_selection.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

LabelSelection selection_of(const Aggregation& aggregation) {
  return aggregation.without ? LabelSelection::all_but(aggregation.grouping)
                             : LabelSelection::only(aggregation.grouping);
}

/// What an aggregation knows of one group so far.
struct Group {
  double value;  ///< Sum, minimum, maximum or sum of squared differences.
  double mean;
  double count = 1;
  std::vector<double> values = {};  ///< Of quantile.
};

Group first_of_group(AggregationOperator operation, double value) {
  switch (operation) {
    case AggregationOperator::stddev:
    case AggregationOperator::stdvar:
      return {0, value};
    case AggregationOperator::group:
      return {1, value};
    case AggregationOperator::quantile:
      return {value, value, 1, {value}};
    case AggregationOperator::sum:
    case AggregationOperator::avg:
    case AggregationOperator::count:
    case AggregationOperator::min:
    case AggregationOperator::max:
    case AggregationOperator::topk:
    case AggregationOperator::bottomk:
    case AggregationOperator::count_values:
      return {value, value};
  }
  return {value, value};
}

void add_to_mean(Group& group, double value) {
  if (!keeps_infinite_mean(group.mean, value)) {
    // Each side is divided on its own, so that large values do not overflow.
    group.mean += value / group.count - group.mean / group.count;
  }
}

void add_to_variance(Group& group, double value) {
  const double difference = value - group.mean;
  group.mean += difference / group.count;
  group.value += difference * (value - group.mean);
}

void add(AggregationOperator operation, Group& group, double value) {
  ++group.count;
  switch (operation) {
    case AggregationOperator::sum:
      group.value += value;
      break;
    case AggregationOperator::avg:
      add_to_mean(group, value);
      break;
    case AggregationOperator::max:
      group.value = group.value < value || std::isnan(group.value) ? value : group.value;
      break;
    case AggregationOperator::min:
      group.value = group.value > value || std::isnan(group.value) ? value : group.value;
      break;
    case AggregationOperator::stddev:
    case AggregationOperator::stdvar:
      add_to_variance(group, value);
      break;
    case AggregationOperator::quantile:
      group.values.push_back(value);
      break;
    case AggregationOperator::count:
    case AggregationOperator::count_values:
    case AggregationOperator::group:
    case AggregationOperator::topk:
    case AggregationOperator::bottomk:
      break;
  }
}

double result_of(AggregationOperator operation, Group& group, double parameter) {
  switch (operation) {
    case AggregationOperator::avg:
      return group.mean;
    case AggregationOperator::count:
    case AggregationOperator::count_values:
      return group.count;
    case AggregationOperator::stdvar:
      return group.value / group.count;
    case AggregationOperator::stddev:
      return std::sqrt(group.value / group.count);
    case AggregationOperator::quantile:
      return quantile(parameter, group.values);
    case AggregationOperator::sum:
    case AggregationOperator::min:
    case AggregationOperator::max:
    case AggregationOperator::group:
    case AggregationOperator::topk:
    case AggregationOperator::bottomk:
      return group.value;
  }
  return group.value;
}

Vector grouped(AggregationOperator operation,
               const LabelSelection& selection,
               const Vector& samples,
               double parameter) {
  SignatureIndex index(selection);
  std::vector<Group> groups;
  for (const Sample& sample : samples) {
    const std::size_t group = index.insert(sample.labels);
    if (group == groups.size()) {
      groups.push_back(first_of_group(operation, sample.value));
    } else {
      add(operation, groups[group], sample.value);
    }
  }
  Vector result;
  result.reserve(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    result.push_back(
        {selection.apply(index.first_of(i)), result_of(operation, groups[i], parameter)});
  }
  return result;
}

Result<Vector> count_values(const Aggregation& aggregation,
                            const Vector& samples,
                            const std::string& label) {
  if (!is_label_name(label)) {
    return Error{ErrorCode::invalid_input, fmt::format("invalid label name {}", quote(label))};
  }
  std::vector<std::string> names = aggregation.grouping;
  if (!aggregation.without) {
    names.push_back(label);
  }
  const LabelSelection selection = aggregation.without ? LabelSelection::all_but(std::move(names))
                                                       : LabelSelection::only(std::move(names));
  Vector labelled;
  labelled.reserve(samples.size());
  for (const Sample& sample : samples) {
    labelled.push_back({sample.labels.with(label, plain_number(sample.value)), sample.value});
  }
  return grouped(aggregation.operation, selection, labelled, 0);
}

Result<Vector> extremes(const Aggregation& aggregation, const Vector& samples, double k) {
  constexpr double beyond_int64 = 9223372036854775808.0;
  if (!(k >= -beyond_int64 && k < beyond_int64)) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("Scalar value {} overflows int64", short_number(k))};
  }
  if (k < 1) {
    return Vector{};
  }
  const auto most = static_cast<double>(samples.size());
  return first_by_value(aggregation, samples, static_cast<std::size_t>(k < most ? k : most));
}

}  // namespace

Result<Vector> aggregate(const Aggregation& aggregation,
                         const Vector& samples,
                         const Value& parameter) {
  if (const auto* label = std::get_if<std::string>(&parameter)) {
    return count_values(aggregation, samples, *label);
  }
  const double number = std::get<double>(parameter);
  if (aggregation.operation == AggregationOperator::topk ||
      aggregation.operation == AggregationOperator::bottomk) {
    return extremes(aggregation, samples, number);
  }
  return grouped(aggregation.operation, selection_of(aggregation), samples, number);
}

}  // namespace firedrill::promql
