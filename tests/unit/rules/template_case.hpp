#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/rules/template.hpp"

namespace firedrill::rules {

/// What an alert named A gets whose sample is m{a="q"} 1234567.5. The query "m" gives that sample,
/// "many" gives a, b in the wrong order. A template that does not parse gives "mistake: ...".
std::string rendered(std::string_view text);

/// The end of what Prometheus says when a text cannot be rendered.
std::string failed(std::string_view place, std::string_view what);

/// Templates, and what they become.
using TemplateCases = std::vector<std::pair<const char*, std::string>>;

void check_all(const TemplateCases& cases);

}  // namespace firedrill::rules
