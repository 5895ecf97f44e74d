#include "harness/reports/story.hpp"

#include <algorithm>
#include <vector>

#include "harness/reports/grid.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/timeline.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/width.hpp"

namespace firedrill::reports {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;           // between columns, as grid() has it
constexpr std::size_t narrowest = 24;    // columns that a sentence needs
constexpr std::size_t widest_mark = 24;  // what is wider stands below its sentence

/// What stands in front of a sentence.
GridLine opening(const JournalHeader& header, const TimelineRow& row) {
  return {{time_of_day(header, row.at), Tone::dim},
          {since_start(row.at)},
          {escape_terminal(row.word), row.tone}};
}

/// How wide a sentence may be.
struct Room {
  std::size_t alone = narrowest;
  std::size_t beside_marks = 0;
};

bool has_slim_marks(const TimelineRow& row) {
  return std::all_of(row.marks.begin(), row.marks.end(), [](const RowMark& mark) {
    return display_width(escape_terminal(mark.text)) <= widest_mark;
  });
}

Room room_for_sentences(const std::vector<GridLine>& openings,
                        const std::vector<TimelineRow>& rows,
                        std::size_t columns) {
  std::vector<std::size_t> widths(3, 0);
  for (const GridLine& opening : openings) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(opening[column].text));
    }
  }
  std::size_t mark = 0;
  std::size_t status = 0;
  for (const TimelineRow& row : rows) {
    if (!has_slim_marks(row)) {
      continue;
    }
    for (const RowMark& one : row.marks) {
      mark = std::max(mark, display_width(escape_terminal(one.text)));
      status = std::max(status, display_width(one.status));
    }
  }
  const std::size_t before = indent + widths[0] + widths[1] + widths[2] + 3 * gap;
  const std::size_t after = mark + status + (mark > 0 ? 2 : 1) * gap;
  const auto left = [&](std::size_t used) { return columns > used ? columns - used : 0; };
  return {.alone = std::max(left(before), narrowest), .beside_marks = left(before + after)};
}

/// A sentence with its marks: the first mark beside its first line, and so on.
std::vector<GridLine> with_marks_beside(const TimelineRow& row, std::size_t width) {
  const std::vector<std::string> parts = wrapped(escape_terminal(row.sentence), width);
  std::vector<GridLine> lines(std::max(parts.size(), row.marks.size()));
  for (std::size_t index = 0; index < lines.size(); ++index) {
    lines[index].push_back({index < parts.size() ? parts[index] : ""});
    if (index < row.marks.size()) {
      const RowMark& mark = row.marks[index];
      lines[index].push_back({escape_terminal(mark.text), Tone::plain, true});
      lines[index].push_back({mark.status, mark.tone});
    }
  }
  return lines;
}

std::vector<GridLine> with_marks_below(const TimelineRow& row, std::size_t width) {
  std::vector<GridLine> lines;
  for (const std::string& part : wrapped(escape_terminal(row.sentence), width)) {
    lines.push_back({{part}});
  }
  for (const RowMark& mark : row.marks) {
    const std::string text = escape_terminal(mark.text);
    lines.push_back({{text.empty() ? mark.status : text + "  " + mark.status, mark.tone}});
  }
  return lines;
}

void add_lines(const GridLine& opening,
               const TimelineRow& row,
               const Room& room,
               std::vector<GridLine>& lines) {
  const bool beside = !row.marks.empty() && has_slim_marks(row) && room.beside_marks >= narrowest;
  const std::vector<GridLine> rest =
      beside ? with_marks_beside(row, room.beside_marks) : with_marks_below(row, room.alone);
  for (std::size_t index = 0; index < rest.size(); ++index) {
    GridLine& line = lines.emplace_back(index == 0 ? opening : GridLine(opening.size()));
    line.insert(line.end(), rest[index].begin(), rest[index].end());
    if (row.tone == Tone::dim) {
      line[opening.size()].tone = Tone::dim;
    }
  }
}

}  // namespace

std::string story(const Journal& journal, const Overview& overview, const StoryStyle& style) {
  const std::vector<TimelineRow> rows = timeline(journal, overview.assessment, overview.windows);
  if (rows.empty()) {
    return "  nothing happened\n";
  }
  std::vector<GridLine> openings;
  for (const TimelineRow& row : rows) {
    openings.push_back(opening(journal.header, row));
  }
  const Room room = room_for_sentences(openings, rows, style.columns);
  std::vector<GridLine> lines;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    add_lines(openings[index], rows[index], room, lines);
  }
  return grid(lines, {.paint = style.paint, .indent = indent});
}

}  // namespace firedrill::reports
