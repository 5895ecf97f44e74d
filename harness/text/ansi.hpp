#pragma once

#include <string>
#include <string_view>

namespace firedrill {

/// The text without its ANSI escape sequences (ECMA-48: CSI, OSC, or two characters), each dropped
/// whole.
std::string without_ansi(std::string_view text);

}  // namespace firedrill
