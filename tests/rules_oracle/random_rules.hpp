#pragma once

#include <string>

#include "harness/core/rng.hpp"

namespace firedrill::oracle {

/// A rule file, and a file of tests which asks everything and expects nothing that there is: each
/// answer is then in promtool's output.
struct RandomRules {
  std::string rules;
  std::string tests;
};

/// Random rules over random series; `rule_file` is where the rules will be.
RandomRules random_rules(Rng& rng, const std::string& rule_file);

/// A text as YAML and JSON quote it.
std::string quoted(const std::string& text);

}  // namespace firedrill::oracle
