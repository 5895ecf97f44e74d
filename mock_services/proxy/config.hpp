#pragma once

#include <cstddef>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/position.hpp"
#include "mock_services/proxy/proxy.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace firedrill::proxy {

inline constexpr std::size_t most_configured = 1000;  ///< proxies, and toxics of them all

struct ConfiguredToxic {
  Toxic toxic;
  Span span;  ///< where it stands
};

struct ConfiguredProxy {
  ProxySettings settings;
  Span name_span;
  std::vector<ConfiguredToxic> toxics = {};
};

/// Reads proxies for somebody who wants to hear of every mistake at its place, and not only of what
/// Toxiproxy refuses: unknown keys and attributes, names given twice. `json` is a list, as in
/// Toxiproxy's configuration, or the object that GET /proxies answers. With a mistake the result is
/// worth nothing.
std::vector<ConfiguredProxy> read_proxies(const Json& json, Diagnostics& diagnostics);

}  // namespace firedrill::proxy
