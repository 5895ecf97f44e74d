#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/result.hpp"

namespace firedrill::promql {

struct RegexNode;
using RegexNodePtr = std::unique_ptr<RegexNode>;

/// The characters that may stand here: ranges of code points, both ends included.
struct CharacterSet {
  std::vector<std::pair<char32_t, char32_t>> ranges;
};

/// A place, not a character.
enum class Assertion {
  text_begin,
  text_end,
  line_begin,
  line_end,
  word_boundary,
  no_word_boundary,
};

/// All of them, one after another. Empty matches the empty text.
struct Sequence {
  std::vector<RegexNodePtr> parts;
};

/// One of them; the first that leads to a match wins.
struct Alternatives {
  std::vector<RegexNodePtr> choices;
};

struct Repetition {
  static constexpr int unlimited = -1;

  RegexNodePtr operand;
  int least;
  int most;
  bool greedy;
};

/// A group in parentheses whose text is remembered.
struct Capture {
  RegexNodePtr operand;
  std::size_t index;  ///< From 1; 0 is the whole match.
};

struct RegexNode {
  std::variant<CharacterSet, Assertion, Sequence, Alternatives, Repetition, Capture> data;
};

struct RegexTree {
  RegexNodePtr root;
  std::vector<std::string> group_names;  ///< By index; "" for the whole match and unnamed groups.
};

/// Reads a regular expression in RE2's syntax, with Go's error messages. Of Unicode's classes (\p),
/// scripts are not supported.
Result<RegexTree> parse_regex(std::string_view pattern);

}  // namespace firedrill::promql
