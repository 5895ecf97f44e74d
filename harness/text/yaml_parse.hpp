#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_parse.hpp"

namespace firedrill {

/// Parses the documents of the YAML 1.2 file whose mistakes are collected, as Prometheus and
/// Kubernetes users write it, into the values that JSON has, with the place of each. Plain scalars
/// are null, true, false and numbers of the core schema (no `yes`, no octal `010`), else text;
/// quoted and block scalars are text; an alias is a copy of its anchor's value; `<<` merges. Empty
/// after a syntax error, a key that is no scalar or a breached limit, with its diagnostic;
/// duplicate keys are kept and reported.
std::optional<std::vector<Json>> parse_yaml(Diagnostics& diagnostics,
                                            const JsonLimits& limits = {});

/// A scalar as the text that stands in the file: `1e3` of a label is "1e3", not 1000. Empty for
/// null, objects and arrays.
std::optional<std::string> scalar_text(const Json& value);

}  // namespace firedrill
