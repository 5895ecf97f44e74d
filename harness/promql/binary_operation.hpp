#pragma once

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {

/// The result of an operator on two numbers. A comparison keeps the left one or drops the pair;
/// with `bool` it gives 0 or 1.
double combine_scalars(const BinaryOperation& binary, double left, double right);

/// Which side of the operator the vector stands on.
enum class VectorSide {
  left,
  right,
};

/// Applies the operator to each element. Arithmetic, and a comparison with `bool`, drop the
/// metric's name; a filter keeps element and name.
Vector combine_with_scalar(const BinaryOperation& binary,
                           Vector vector,
                           double scalar,
                           VectorSide side);

/// Matches the elements of both sides by their labels. An error, in Prometheus' words, when a group
/// has several elements on a side that may have one only.
Result<Vector> combine_vectors(const BinaryOperation& binary,
                               const Vector& left,
                               const Vector& right);

/// Whether results of the operation lose the metric's name.
bool drops_name(const BinaryOperation& binary);

}  // namespace firedrill::promql
