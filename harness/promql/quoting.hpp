#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"

namespace firedrill::promql {

/// The text in double quotes, with the escapes of a Go string literal; bytes that are not UTF-8
/// become \x escapes. This is how Prometheus prints label values and quotes input in its messages.
std::string quote(std::string_view text);

/// The value of a PromQL string literal, given with its quotes: "..." and '...' know Go's escapes,
/// `...` is taken as it stands. An unknown or malformed escape is an error in Prometheus' words.
Result<std::string> unquote(std::string_view literal);

/// Reads one code point from the front of the text and removes it. A byte that is not UTF-8 gives
/// U+FFFD and is removed alone, as in Go. The text must not be empty.
char32_t take_code_point(std::string_view& text);

}  // namespace firedrill::promql
