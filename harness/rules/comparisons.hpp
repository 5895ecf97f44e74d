#pragma once

#include "harness/rules/template_functions.hpp"

namespace firedrill::rules {

/// The comparisons of Go's text/template: the first argument with the second or, for eq, with each
/// of the others. Values of different types are an error, a whole and a broken number too.
Result<TemplateValue> equal(const TemplateSurroundings&, TemplateArguments arguments);
Result<TemplateValue> not_equal(const TemplateSurroundings&, TemplateArguments arguments);
Result<TemplateValue> less(const TemplateSurroundings&, TemplateArguments arguments);
Result<TemplateValue> less_or_equal(const TemplateSurroundings&, TemplateArguments arguments);
Result<TemplateValue> greater(const TemplateSurroundings&, TemplateArguments arguments);
Result<TemplateValue> greater_or_equal(const TemplateSurroundings&, TemplateArguments arguments);

}  // namespace firedrill::rules
