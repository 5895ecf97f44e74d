#include "harness/reports/alerting.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "harness/journal/counts.hpp"
#include "harness/reports/grid.hpp"
#include "harness/reports/layout.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/width.hpp"

namespace firedrill::reports {
namespace {

constexpr std::size_t most_paths = 8;
constexpr std::size_t label_width = 7;  // of "warning", and of "traffic" above it
constexpr std::size_t before_text = label_width + 4;
constexpr std::size_t narrowest_text = 40;

bool is_of_rule(const AlertPath& path) {
  return path.alert->by.empty() || path.alert->by == "alert";
}

std::string_view end_text(PathEnd end) {
  switch (end) {
    case PathEnd::acknowledged:
      return "acknowledged";
    case PathEnd::joined:
      return "added to an open incident";
    case PathEnd::closed:
      return "closed before anybody acknowledged";
    case PathEnd::unheard:
      return "nobody acknowledged";
    case PathEnd::untold:
      break;
  }
  return "fired, and no pager heard of it";
}

std::string path_line(const AlertPath& path) {
  std::string text = fmt::format("{}: {}", path.alert->subject, took_text(path));
  if (!path.parts.empty()) {
    text += fmt::format(" ({})", to_text(path.parts));
  }
  if (path.impact == EventId::none) {
    text += ", nobody was hurt";
  }
  return path.reset_lag ? fmt::format("{}; resolved {}", text, resolved_text(path)) : text;
}

void add_wrapped(std::string_view label,
                 Tone tone,
                 const std::string& text,
                 std::size_t width,
                 std::vector<GridLine>& lines) {
  bool first = true;
  for (const std::string& part : wrapped(escape_terminal(text), width)) {
    lines.push_back({{first ? left_aligned(label, label_width) : "", tone}, {part}});
    first = false;
  }
}

}  // namespace

std::uint64_t false_alerts(const std::vector<AlertPath>& paths) {
  return static_cast<std::uint64_t>(
      std::count_if(paths.begin(), paths.end(), [](const AlertPath& path) {
        return path.impact == EventId::none && is_of_rule(path);
      }));
}

std::string pages_line(const Journal& journal, const Overview& overview) {
  const IncidentCounts counts = count(journal, overview.windows);
  const std::uint64_t false_ones = false_alerts(overview.paths);
  if (counts.pages == 0 && counts.missed_detections == 0 && false_ones == 0) {
    return "";
  }
  std::string text = fmt::format("{} delivered", counts.pages);
  text += counts.false_pages > 0 ? fmt::format(", {} of them false", counts.false_pages) : "";
  if (false_ones > 0) {
    text += fmt::format("; {} fired while nobody was hurt", counted(false_ones, "alert"));
  }
  if (counts.missed_detections > 0) {
    text += fmt::format("; {} that nobody noticed", counted(counts.missed_detections, "impact"));
  }
  return text;
}

std::string took_text(const AlertPath& path) {
  const bool open = path.end == PathEnd::unheard;
  return fmt::format(
      "{}{}, {}", open ? "over " : "", brief(path.to - path.from), end_text(path.end));
}

std::string resolved_text(const AlertPath& path) {
  if (!is_of_rule(path)) {
    return "-";
  }
  if (!path.resolved) {
    return "not until the run ended";
  }
  if (!path.reset_lag) {
    return brief(*path.resolved - path.alert->happened) + " after it fired";
  }
  return *path.reset_lag < Duration::zero() ? brief(-*path.reset_lag) + " before recovery"
                                            : brief(*path.reset_lag) + " after recovery";
}

std::string alerting(const Overview& overview, const StoryStyle& style) {
  const std::size_t width =
      std::max(style.columns > before_text ? style.columns - before_text : 0, narrowest_text);
  std::vector<GridLine> lines;
  for (std::size_t index = 0; index < std::min(overview.paths.size(), most_paths); ++index) {
    add_wrapped("alert", Tone::dim, path_line(overview.paths[index]), width, lines);
  }
  if (overview.paths.size() > most_paths) {
    const std::size_t more = overview.paths.size() - most_paths;
    add_wrapped("", Tone::dim, fmt::format("and {} more", more), width, lines);
  }
  for (const PipelineWarning& warning : overview.warnings) {
    add_wrapped("warning",
                Tone::doubtful,
                fmt::format("{}: {}", warning.name, warning.sentence),
                width,
                lines);
  }
  return lines.empty() ? "" : grid(lines, {.paint = style.paint});
}

}  // namespace firedrill::reports
