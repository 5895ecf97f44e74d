#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace firedrill {

/// A name of the format as people say it: "purge cache" of "purge_cache".
inline std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace firedrill
