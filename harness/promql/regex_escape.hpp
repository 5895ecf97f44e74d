#pragma once

#include <string_view>

#include "harness/core/result.hpp"
#include "harness/promql/regex_syntax.hpp"

namespace firedrill::promql {

/// An error in Go's words: error parsing regexp: missing closing ]: `[a`.
Error regex_error(std::string_view problem, std::string_view culprit);

/// A class in brackets, before negation.
struct BracketClass {
  CharacterSet members;
  bool negated;
};

/// Removes a class, from its bracket on, from the front of the text.
Result<BracketClass> take_class(std::string_view& rest);

/// Removes an escape that stands for characters (\d, \n, \x41, \.), from its backslash on, from the
/// front of the text.
Result<CharacterSet> take_escaped_set(std::string_view& rest);

}  // namespace firedrill::promql
