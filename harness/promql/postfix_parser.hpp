#pragma once

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/token_reader.hpp"

namespace firedrill::promql {

/// Whether a token starts what can follow an operand: [range], [range:step], offset or @.
bool starts_postfix(TokenKind kind);

/// Reads one of these and applies it. Precondition: the next token starts it.
Result<NodePtr> parse_postfix(TokenReader& reader, NodePtr operand);

}  // namespace firedrill::promql
