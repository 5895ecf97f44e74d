#pragma once

#include <cstddef>
#include <string>

#include "harness/text/position.hpp"

namespace firedrill {

/// One source line as a terminal may show it, and where the marks below it go.
struct Excerpt {
  std::size_t line;         ///< its number, from 1
  std::string text;         ///< printable, at most the wanted columns, "..." where it was cut
  std::size_t mark_column;  ///< columns before the first mark
  std::size_t mark_width;   ///< at least 1
};

/// The line in which `span` begins, cut around it. Tabs are four spaces wide; what is not printable
/// is shown escaped. A span over several lines is marked to the end of its first.
Excerpt excerpt(const SourceText& source, Span span, std::size_t columns);

}  // namespace firedrill
