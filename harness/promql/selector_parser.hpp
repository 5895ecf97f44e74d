#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/token_reader.hpp"

namespace firedrill::promql {

/// Whether a token can name a metric: some keywords can.
bool names_metric(TokenKind kind);

/// Reads a metric's name, matchers in braces, or both.
Result<VectorSelector> parse_selector(TokenReader& reader);

/// Reads label names in parentheses: (a, b).
Result<std::vector<std::string>> parse_grouping(TokenReader& reader);

/// The number of a number token.
Result<double> read_number(TokenReader& reader);

}  // namespace firedrill::promql
