#pragma once

#include "harness/core/result.hpp"
#include "harness/rules/template_node.hpp"
#include "harness/rules/template_token.hpp"

namespace firedrill::rules {

/// The value of a literal: true, nil, a number, a character or a text. The error's message is what
/// is wrong with it.
Result<Constant> read_constant(const TemplateToken& token);

}  // namespace firedrill::rules
