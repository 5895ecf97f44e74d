#pragma once

#include <string_view>

#include "harness/core/result.hpp"
#include "harness/rules/template_functions.hpp"
#include "harness/rules/template_node.hpp"

namespace firedrill::rules {

/// How deep controls, parentheses and `else if` may be nested.
inline constexpr int deepest_template = 100;

/// Reads a template as text/template/parse of Go 1.19 does. The error is the first mistake, in Go's
/// words where Go would refuse it too; its place is the offset in bytes. `define`, `block`, `break`
/// and `continue` are not supported, nor `template` but in messages.
Result<TemplateNodes> parse_template(std::string_view text, TemplateDialect dialect);

}  // namespace firedrill::rules
