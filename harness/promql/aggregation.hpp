#pragma once

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {

/// Aggregates a vector, group by group, in the order of the samples, with Prometheus' arithmetic.
/// The parameter is that of topk, bottomk, quantile (a number) and count_values (a text).
Result<Vector> aggregate(const Aggregation& aggregation,
                         const Vector& samples,
                         const Value& parameter);

/// The k samples of each group that come first by value: topk and bottomk. Among equal values the
/// first by labels survive, where Prometheus leaves the choice to the order of its storage.
Vector first_by_value(const Aggregation& aggregation, const Vector& samples, std::size_t k);

}  // namespace firedrill::promql
