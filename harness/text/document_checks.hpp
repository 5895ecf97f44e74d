#pragma once

#include <cstddef>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill {

/// Whether the bytes are UTF-8 without byte order mark and NUL, and no more than `max_bytes`;
/// otherwise that is reported. Parsers would accept or misunderstand the rest: they skip a byte
/// order mark and take NUL for the end.
bool has_readable_bytes(Diagnostics& diagnostics, std::size_t max_bytes);

/// Reports every key that stands in an object again, with the place of the first.
void report_duplicate_keys(const Json::Members& members, Diagnostics& diagnostics);

}  // namespace firedrill
