#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill {

/// What a document may have before it is refused; each breach is a diagnostic.
struct JsonLimits {
  std::size_t max_bytes = max_source_bytes;
  std::size_t max_depth = 64;
  std::size_t max_nodes = 1'000'000;
};

/// Parses strict JSON (RFC 8259, UTF-8 without byte order mark) with the place of every value.
/// Empty after a syntax error or a breached limit, with its diagnostic; duplicate keys are kept in
/// the document and reported, each with the place of the first.
std::optional<Json> parse_json(const SourceText& source,
                               Diagnostics& diagnostics,
                               const JsonLimits& limits = {});

/// The same for text whose reader wants one sentence and no excerpt, such as a journal's line; the
/// first mistake is the Error, its `where` file:line:column.
Result<Json> parse_json(std::string_view file,
                        std::string_view bytes,
                        const JsonLimits& limits = {});

}  // namespace firedrill
