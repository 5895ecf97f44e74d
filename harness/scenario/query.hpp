#pragma once

#include <optional>
#include <string_view>

#include "harness/promql/expression.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill::loading {

/// A text that holds a PromQL expression. A mistake is reported at its own place inside the text.
std::optional<promql::Expression> read_query(const Json& json,
                                             std::string_view name,
                                             Diagnostics& diagnostics);

/// Where in the file the byte `offset` of a text's value stands. `text` is the span of the JSON
/// string with its quotes; an escape such as \" or \u00e9 is longer in the file than in the value.
std::size_t offset_in_file(const SourceText& source, Span text, std::size_t offset);

/// The same for the bytes [begin, end) of the value.
inline Span part_in_file(const SourceText& source, Span text, std::size_t begin, std::size_t end) {
  return {offset_in_file(source, text, begin), offset_in_file(source, text, end)};
}

}  // namespace firedrill::loading
