#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

/// Terminal columns of a text without control sequences.
std::size_t display_width(std::string_view text);

/// Broken at spaces into lines of at most that many columns; a wider word has a line of its own. At
/// least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace firedrill
