#pragma once

#include <string_view>

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"

namespace firedrill::promql {

/// The type of a tree that was parsed from this text, or its first mistake, in Prometheus' words.
Result<ValueType> check_types(std::string_view text, const Node& root);

}  // namespace firedrill::promql
