#include "harness/text/yaml_place.hpp"

#include <algorithm>
#include <string_view>

namespace firedrill {

std::size_t place_in_scalar(const SourceText& source,
                            Span scalar,
                            std::size_t line,
                            std::size_t column) {
  const std::string_view rest = source.bytes().substr(scalar.begin);
  if (!rest.starts_with('|') && !rest.starts_with('>')) {
    const std::size_t quote = rest.starts_with('"') || rest.starts_with('\'') ? 1 : 0;
    return std::min(scalar.begin + quote + column - 1, std::max(scalar.end, scalar.begin + 1) - 1);
  }
  const std::size_t first = source.at(scalar.begin).line + 1;
  const Span below = source.line_span(std::min(first + line - 1, source.lines()));
  // What is indented more than the first line belongs to the text.
  const std::string_view first_line = source.line(std::min(first, source.lines()));
  const std::size_t indent = std::min(first_line.find_first_not_of(' '), first_line.size());
  return std::min(below.begin + indent + column - 1, below.end);
}

}  // namespace firedrill
