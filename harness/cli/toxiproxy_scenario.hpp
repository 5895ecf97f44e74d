#pragma once

#include <string>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "mock_services/proxy/config.hpp"

namespace firedrill::cli {

struct ImportNames {
  std::string scenario;  ///< its name; made valid
  std::string file;      ///< that was imported, for people
};

/// The text of a scenario in which what the proxies lead to are services with clients, and the
/// toxics strike them one after the other. What becomes of a proxy or toxic otherwise than it
/// stands there is a warning: another name, no fault like it.
std::string toxiproxy_scenario(const std::vector<proxy::ConfiguredProxy>& proxies,
                               const ImportNames& names,
                               Diagnostics& diagnostics);

}  // namespace firedrill::cli
