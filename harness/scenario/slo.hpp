#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/parts.hpp"

namespace firedrill::loading {

/// What every alert says of itself, sorted by name.
struct AlertTexts {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels = {};
  std::vector<std::pair<std::string, std::string>> annotations = {};
};

/// The rules of an alert that has "slo" in place of "expr": one for each severity of its windows.
/// Reads all of its keys but those of `texts`.
std::vector<AlertRule> read_slo(ObjectReader& reader,
                                const AlertTexts& texts,
                                const Context& context);

}  // namespace firedrill::loading
