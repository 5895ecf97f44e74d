#include "harness/promql/node_builder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"

namespace firedrill::promql {

Result<NodePtr> make_node(const TokenReader& reader, std::size_t position, NodeData data) {
  auto node = std::make_unique<Node>();
  node->data = std::move(data);
  node->position = position;
  for (const Node* child : children(*node)) {
    node->height = std::max(node->height, child->height + 1);
  }
  if (node->height > highest_tree) {
    return reader.error_at(
        position,
        fmt::format("expression too deep: at most {} operations may be applied to one another",
                    highest_tree));
  }
  return node;
}

}  // namespace firedrill::promql
