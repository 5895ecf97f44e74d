#pragma once

#include <string_view>

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"

namespace firedrill::promql {

/// Reads an expression without checking its types.
Result<NodePtr> parse_syntax(std::string_view text);

}  // namespace firedrill::promql
