#include "harness/reports/grid.hpp"

#include <algorithm>

#include "harness/text/width.hpp"

namespace firedrill::reports {
namespace {

std::vector<std::size_t> column_widths(const std::vector<GridLine>& lines) {
  std::vector<std::size_t> widths;
  for (const GridLine& line : lines) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      widths.resize(std::max(widths.size(), column + 1));
      if (column + 1 < line.size()) {
        widths[column] = std::max(widths[column], display_width(line[column].text));
      }
    }
  }
  return widths;
}

}  // namespace

std::string grid(const std::vector<GridLine>& lines, const GridOptions& options) {
  const std::vector<std::size_t> widths = column_widths(lines);
  std::string out;
  for (const GridLine& line : lines) {
    std::size_t gap = options.indent;  // spaces that are due before the next ink
    for (std::size_t column = 0; column < line.size(); ++column) {
      const Cell& cell = line[column];
      const std::size_t width = display_width(cell.text);
      const std::size_t fill = widths[column] > width ? widths[column] - width : 0;
      if (!cell.text.empty()) {
        out += std::string(gap + (cell.right ? fill : 0), ' ');
        out += options.paint(cell.text, cell.tone);
        gap = 0;
      }
      const bool unused = widths[column] == 0 && cell.text.empty();
      gap += (unused ? 0 : 2) + (cell.right && !cell.text.empty() ? 0 : fill);
    }
    out += "\n";
  }
  return out;
}

}  // namespace firedrill::reports
