#pragma once

#include <string_view>

namespace firedrill::cli {

/// Of the program, as in CMakeLists.txt and CHANGELOG.md.
inline constexpr std::string_view version = FIREDRILL_VERSION;

}  // namespace firedrill::cli
