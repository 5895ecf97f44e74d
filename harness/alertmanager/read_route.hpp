#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/alertmanager/config.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::alertmanager {

/// The names that routes refer to, and their places in the lists of a Config.
struct RouteNames {
  std::map<std::string, std::size_t> receivers = {};
  std::map<std::string, std::size_t> intervals = {};
};

/// The root of the routing tree and all below it.
Route read_root_route(const Json& json, const RouteNames& names, Diagnostics& diagnostics);

/// The keys that say the same in three forms: texts that must be equal, regular expressions, and
/// matchers with their operator. The result is sorted.
struct MatcherKeys {
  std::string_view equal;
  std::string_view regex;
  std::string_view matchers;
};

Matchers read_matchers(ObjectReader& reader, const MatcherKeys& keys);

}  // namespace firedrill::alertmanager
