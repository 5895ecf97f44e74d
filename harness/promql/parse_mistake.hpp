#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"

namespace firedrill::promql {

/// What parse() found wrong, for messages that show the place: "unexpected <eof>" instead of
/// "parse error: unexpected <eof>".
struct ParseMistake {
  std::string message;
  std::size_t line = 1;
  std::size_t column = 1;  ///< in bytes
};

ParseMistake mistake_of(const Error& error);

/// The offset of its place in the expression's text.
std::size_t offset_of(const ParseMistake& mistake, std::string_view text);

}  // namespace firedrill::promql
