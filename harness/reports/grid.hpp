#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/reports/layout.hpp"

namespace firedrill::reports {

struct Cell {
  std::string text;  ///< escaped already
  Tone tone = Tone::plain;
  bool right = false;  ///< aligned to the right
};

using GridLine = std::vector<Cell>;

struct GridOptions {
  Paint paint = {};
  std::size_t indent = 2;
};

/// Cells below each other, two spaces between columns, no space at the end of a line. The last cell
/// of a line may be as long as it likes; a column in which nothing stands takes no room.
std::string grid(const std::vector<GridLine>& lines, const GridOptions& options);

}  // namespace firedrill::reports
