#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/regex_syntax.hpp"

namespace firedrill::promql {

/// A regular expression as instructions of a small machine (Thompson's construction) and the
/// machine that runs them: all threads step through the text together, so the time is at most the
/// length of the program times that of the text (Russ Cox, "Regular Expression Matching: the
/// Virtual Machine Approach", 2009). Threads are kept by priority, which gives groups Perl's
/// leftmost-first meaning.
class RegexProgram {
 public:
  static constexpr std::size_t most_instructions = 20'000;
  static constexpr std::size_t unset = std::numeric_limits<std::size_t>::max();

  /// Begin and end of each group, in bytes; unset where a group took no part.
  using Bounds = std::vector<std::size_t>;

  static Result<RegexProgram> compile(const RegexTree& tree);

  /// Runs over the whole text and remembers the bounds of so many groups (0 is cheapest). Nothing
  /// if it does not match.
  std::optional<Bounds> run(std::string_view text, std::size_t groups) const;

  /// The leftmost match that begins at `from` or later and ends anywhere; among those, the one of
  /// highest priority. The bounds of at least the whole match are remembered.
  std::optional<Bounds> search(std::string_view text, std::size_t from, std::size_t groups) const;

 private:
  friend class RegexCompiler;
  class Machine;

  enum class Code {
    character,  ///< goes on if the next character is in set `argument`
    assertion,  ///< goes on if the place is as `argument` says
    save,       ///< notes the place in slot `argument`
    split,      ///< goes on at `next`, and with less priority at `argument`
    accept,
  };

  struct Instruction {
    Code code;
    std::uint32_t next;
    std::uint32_t argument;
  };

  std::vector<Instruction> instructions_;
  std::vector<CharacterSet> sets_;
};

}  // namespace firedrill::promql
