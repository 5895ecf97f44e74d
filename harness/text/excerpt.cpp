#include "harness/text/excerpt.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {
namespace {

constexpr std::string_view ellipsis = "...";

/// A code point as shown, and the columns it takes.
struct Cell {
  std::string text;
  std::size_t width;
};

struct Cells {
  std::vector<Cell> cells;
  std::size_t first_marked = 0;
  std::size_t end_marked = 0;
};

Cell cell_of(std::string_view bytes, const CodePoint& code_point) {
  if (bytes == "\t") {
    return {"    ", 4};
  }
  std::string text = escape_terminal(bytes);
  const bool plain = code_point.valid && is_printable(code_point.value);
  const std::size_t width = plain ? column_width(code_point.value) : text.size();
  return {std::move(text), width};
}

/// The bytes of a line that can matter for `columns` columns around the span: lines may be long.
Span neighbourhood(const SourceText& source, Span line, Span span, std::size_t columns) {
  const std::size_t reach = columns * 4;  // a code point has at most 4 bytes
  std::size_t begin = span.begin > line.begin + reach ? span.begin - reach : line.begin;
  while (begin > line.begin &&
         (static_cast<unsigned char>(source.bytes()[begin]) & 0xC0U) == 0x80U) {
    --begin;
  }
  return {begin, std::min(line.end, span.begin + reach)};
}

Cells cells_of(const SourceText& source, Span shown, Span span) {
  const std::string_view bytes = source.slice(shown);
  Cells result;
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    const CodePoint code_point = decode_code_point(bytes, offset);
    const std::size_t next = offset + code_point.length;
    result.cells.push_back(cell_of(bytes.substr(offset, code_point.length), code_point));
    result.first_marked += shown.begin + next <= span.begin ? 1 : 0;
    result.end_marked += shown.begin + offset < span.end ? 1 : 0;
    offset = next;
  }
  result.end_marked = std::max(result.end_marked, result.first_marked);
  return result;
}

std::size_t width_of(const std::vector<Cell>& cells, std::size_t begin, std::size_t end) {
  std::size_t width = 0;
  for (std::size_t index = begin; index < end; ++index) {
    width += cells[index].width;
  }
  return width;
}

/// The first cell to show, so that the marks have some of the line before them, most behind; more
/// before them where less is behind, but a quarter stays free for what is said beside the marks.
std::size_t first_shown(const Cells& line, std::size_t columns) {
  if (width_of(line.cells, 0, line.cells.size()) <= columns) {
    return 0;
  }
  const std::size_t marked =
      std::min(width_of(line.cells, line.first_marked, line.end_marked), columns / 2);
  const std::size_t before = (columns - marked) / 3;
  std::size_t first = line.first_marked;
  while (first > 0 && width_of(line.cells, first - 1, line.first_marked) <= before) {
    --first;
  }
  const std::size_t room = columns - columns / 4 - ellipsis.size();
  while (first > 0 && width_of(line.cells, first - 1, line.cells.size()) <= room) {
    --first;
  }
  return first;
}

}  // namespace

Excerpt excerpt(const SourceText& source, Span span, std::size_t columns) {
  const std::size_t number = source.at(span.begin).line;
  const Span line = source.line_span(number);
  const Span begin_and_end{std::min(span.begin, line.end), std::min(span.end, line.end)};
  const Span shown = neighbourhood(source, line, begin_and_end, columns);
  const Cells cells = cells_of(source, shown, begin_and_end);

  const std::size_t first = first_shown(cells, columns);
  Excerpt result{.line = number, .text = {}, .mark_column = 0, .mark_width = 0};
  std::size_t width = 0;
  if (first > 0 || shown.begin > line.begin) {
    result.text = ellipsis;
    width = ellipsis.size();
  }
  const bool fits =
      width + width_of(cells.cells, first, cells.cells.size()) <= columns && shown.end == line.end;
  const std::size_t room = fits ? columns : columns - ellipsis.size();
  result.mark_column = width + width_of(cells.cells, first, cells.first_marked);
  std::size_t index = first;
  while (index < cells.cells.size() && width + cells.cells[index].width <= room) {
    result.text += cells.cells[index].text;
    width += cells.cells[index].width;
    result.mark_width +=
        index >= cells.first_marked && index < cells.end_marked ? cells.cells[index].width : 0;
    ++index;
  }
  result.text += fits ? "" : ellipsis;
  result.mark_width = std::max<std::size_t>(result.mark_width, 1);
  return result;
}

}  // namespace firedrill
