#pragma once

#include <cstddef>

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/token_reader.hpp"

namespace firedrill::promql {

/// A node on top of its operands, or an error if the tree has grown too high: everything that walks
/// over a tree recurses.
Result<NodePtr> make_node(const TokenReader& reader, std::size_t position, NodeData data);

}  // namespace firedrill::promql
