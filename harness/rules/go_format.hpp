#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/rules/template_value.hpp"

namespace firedrill::rules {

/// Go's fmt.Sprintf for the values that templates have: the verbs v s q d f F e E g G x X t c and
/// %, with flags, width and precision. A verb that does not fit shows both, as in Go:
/// %!d(string=a).
std::string go_sprintf(std::string_view format, std::span<const TemplateValue> values);

/// Go's fmt.Sprint: spaces only between two values that are no texts.
std::string go_sprint(std::span<const TemplateValue> values);

/// Go's %.4g.
std::string four_digits(double value);

}  // namespace firedrill::rules
