#pragma once

#include <cstddef>

#include "harness/text/position.hpp"

namespace firedrill {

/// Where in the file the place line:column (from 1, in bytes) of a YAML scalar's text stands. The
/// scalar begins at `scalar.begin`: plain, quoted, or a block (`|`), whose lines stand below it. Of
/// a folded one (`>`), whose lines are one in the text, the first.
std::size_t place_in_scalar(const SourceText& source,
                            Span scalar,
                            std::size_t line,
                            std::size_t column);

}  // namespace firedrill
