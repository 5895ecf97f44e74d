#pragma once

#include <cstddef>
#include <vector>

#include "harness/text/diagnostic.hpp"

namespace firedrill {

/// What the parser had accepted when it stopped.
struct ParseState {
  enum class Last {
    nothing,
    object_begin,
    array_begin,
    key,
    value,
    number,
  };

  Last last = Last::nothing;
  std::size_t end = 0;  ///< where the last accepted token ends
  /// The offsets of the brackets that are still open, outermost first.
  std::vector<std::size_t> open = {};
};

/// Says in plain words what is wrong after the accepted part. The parser only knows that something
/// is; the words come from the bytes, so that they can name the usual slips: trailing commas,
/// comments, single quotes, NaN.
Diagnostic explain_syntax_error(const SourceText& source, const ParseState& state);

}  // namespace firedrill
