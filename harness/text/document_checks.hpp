#pragma once

#include <cstddef>
#include <string_view>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill {

/// UTF-8's byte order mark.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Whether the bytes are UTF-8 without NUL, and no more than `max_bytes`; otherwise that is
/// reported. Parsers would misunderstand the rest: they take NUL for the end.
bool has_readable_bytes(Diagnostics& diagnostics, std::size_t max_bytes);

/// Whether they begin without byte order mark; otherwise that is reported.
bool has_no_byte_order_mark(Diagnostics& diagnostics);

/// Reports every key that stands in an object again, with the place of the first.
void report_duplicate_keys(const Json::Members& members, Diagnostics& diagnostics);

}  // namespace firedrill
