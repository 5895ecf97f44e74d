#pragma once

#include <optional>
#include <string_view>

#include "harness/core/distribution.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill {

/// A duration ("20ms": always the same), or an object with the one key that names a distribution:
/// {"lognormal": {"median": "20ms", "p99": "150ms"}}. Mistakes are reported and give nothing.
/// For ObjectReader::value: reader.value("by", read_distribution).required().
std::optional<Distribution> read_distribution(const Json& json,
                                              std::string_view name,
                                              Diagnostics& diagnostics);

}  // namespace firedrill
