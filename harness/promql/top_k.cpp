#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "harness/promql/aggregation.hpp"
#include "harness/promql/label_selection.hpp"

namespace firedrill::promql {
namespace {

/// By value, NaN last; equal values by labels.
bool ranks_before(bool largest_first, const Sample& left, const Sample& right) {
  if (std::isnan(left.value) != std::isnan(right.value)) {
    return std::isnan(right.value);
  }
  if (left.value < right.value || left.value > right.value) {
    return (left.value > right.value) == largest_first;
  }
  return left.labels < right.labels;
}

}  // namespace

Vector first_by_value(const Aggregation& aggregation, const Vector& samples, std::size_t k) {
  const bool largest_first = aggregation.operation == AggregationOperator::topk;
  SignatureIndex index(aggregation.without ? LabelSelection::all_but(aggregation.grouping)
                                           : LabelSelection::only(aggregation.grouping));
  std::vector<Vector> groups;
  for (const Sample& sample : samples) {
    const std::size_t group = index.insert(sample.labels);
    groups.resize(index.size());
    groups[group].push_back(sample);
  }
  Vector result;
  for (Vector& group : groups) {
    const auto end = group.begin() + static_cast<std::ptrdiff_t>(std::min(k, group.size()));
    std::partial_sort(
        group.begin(), end, group.end(), [largest_first](const Sample& left, const Sample& right) {
          return ranks_before(largest_first, left, right);
        });
    result.insert(result.end(), group.begin(), end);
  }
  return result;
}

}  // namespace firedrill::promql
