#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/promql/token.hpp"

namespace firedrill::promql {

/// The tokens of an expression. The last one is `end`, or `error` where the text makes no sense;
/// then `problem` says why, in Prometheus' words. The tokens point into the text.
struct Tokens {
  std::vector<Token> tokens;
  std::string problem;
};

Tokens tokenize(std::string_view text);

}  // namespace firedrill::promql
