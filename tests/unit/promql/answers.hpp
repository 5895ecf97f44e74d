#pragma once

#include <string_view>

#include "harness/promql/sample_store.hpp"

namespace firedrill::promql {

/// Checks a transcript of questions, `TIME: EXPRESSION`, each with its answer on the lines below
/// it, indented further: an element a line, in the form of result_of; no line for an empty vector.
/// A line that ends in ` ...` gives only the beginning.
void check_answers(const SampleStore& store, std::string_view transcript);

}  // namespace firedrill::promql
