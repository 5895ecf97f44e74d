#pragma once

#include <string_view>

#include "harness/core/result.hpp"
#include "harness/promql/regex_syntax.hpp"

namespace firedrill::promql {

/// An error in Go's words: error parsing regexp: missing closing ]: `[a`.
Error regex_error(std::string_view problem, std::string_view culprit);

/// Whether (?i) is in force.
enum class CaseRule {
  exact,
  folded,
};

/// A class in brackets, before negation.
struct BracketClass {
  CharacterSet members;
  bool negated;
};

/// Removes a class, from its bracket on, from the front of the text.
Result<BracketClass> take_class(std::string_view& rest, CaseRule rule);

/// Removes an escape that stands for characters (\d, \pL, \n, \x41, \.), from its backslash on,
/// from the front of the text. A class is folded before it is negated.
Result<CharacterSet> take_escaped_set(std::string_view& rest, CaseRule rule);

}  // namespace firedrill::promql
