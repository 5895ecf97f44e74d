#pragma once

#include <span>
#include <string_view>

namespace firedrill {

/// The metrics of a usual exporter, as a block "metrics" of a scenario.
struct MetricPreset {
  std::string_view name;
  std::string_view metrics;  ///< their names, by comma
  std::string_view source;   ///< whose metrics they are, and where that is written
  std::string_view block;    ///< JSON; "labels" are of all its metrics, and those show requests
};

/// Every preset once, sorted by name.
std::span<const MetricPreset> metric_presets();

}  // namespace firedrill
