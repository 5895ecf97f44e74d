#pragma once

#include <string>

#include "harness/core/rng.hpp"

namespace firedrill::oracle {

/// An expression over the series of random_dataset, drawn from all of PromQL: of any kind of value,
/// nested up to four deep. Most evaluate; some fail, by data or by type.
std::string random_expression(Rng& rng);

/// The expression with a character or two removed, doubled, exchanged or put in, so that most no
/// longer parse.
std::string damaged(Rng& rng, std::string expression);

}  // namespace firedrill::oracle
