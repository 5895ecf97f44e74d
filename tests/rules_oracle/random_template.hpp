#pragma once

#include <string>

#include "harness/core/rng.hpp"

namespace firedrill::oracle {

/// A random text of a label or an annotation: plain, or a template that parses. Some cannot be
/// rendered. What it asks for are the metrics of random_rules.hpp.
std::string random_template(Rng& rng);

/// A random text with one mark left out, doubled or replaced: most no longer parse.
std::string damaged_template(Rng& rng);

}  // namespace firedrill::oracle
