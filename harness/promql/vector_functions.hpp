#pragma once

#include "harness/promql/functions.hpp"

namespace firedrill::promql {

/// The functions that look at a vector as a whole, or at none.

Result<Value> time(const CallContext& context);
Result<Value> pi(const CallContext& context);
Result<Value> vector_of(const CallContext& context);
/// The value of the only element; NaN unless there is exactly one.
Result<Value> scalar_of(const CallContext& context);
Result<Value> clamp(const CallContext& context);
/// By value, NaN last; equal values by their labels.
Result<Value> sort(const CallContext& context);
Result<Value> sort_desc(const CallContext& context);
Result<Value> absent(const CallContext& context);
Result<Value> label_replace(const CallContext& context);
Result<Value> label_join(const CallContext& context);

/// The labels that absent and absent_over_time give: those that the selector asks for exactly.
Labels labels_if_absent(const Node& argument);

/// An error in Prometheus' words if two elements have the same labels.
std::optional<Error> check_unique(const Vector& vector);

}  // namespace firedrill::promql
