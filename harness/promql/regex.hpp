#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/regex_program.hpp"

namespace firedrill::promql {

/// A regular expression in RE2's syntax. Matching takes time linear in the text, whatever the
/// pattern.
class Regex {
 public:
  /// The text of each group, the whole match first; empty for groups that took no part.
  using Groups = std::vector<std::string_view>;

  /// One that must match a whole text, as in PromQL. The messages are Go's: error parsing regexp:
  /// missing closing ]: `[a)$`.
  static Result<Regex> compile(std::string_view pattern);

  /// One that is looked for anywhere in a text, as Go's regexp does.
  static Result<Regex> compile_search(std::string_view pattern);

  /// Of one that matches whole texts.
  bool matches(std::string_view text) const;

  /// Of one that is looked for.
  bool is_found_in(std::string_view text) const;

  /// The text with every match, from left to right, replaced by what expand() makes of the
  /// replacement.
  std::string replace_all(std::string_view text, std::string_view replacement) const;

  /// The groups if the whole text matches. They point into the text.
  std::optional<Groups> groups(std::string_view text) const;

  /// Replaces $1, ${1}, $name and ${name} by the text of that group, and $$ by $; an unknown group
  /// is empty.
  std::string expand(std::string_view replacement, const Groups& groups) const;

 private:
  /// The pattern within its anchors; `pattern` is what messages show.
  static Result<Regex> compile_anchored(std::string_view anchored, std::string_view pattern);

  Regex(RegexProgram program, std::vector<std::string> group_names)
      : program_(std::move(program)),
        group_names_(std::move(group_names)) {}

  Groups groups_at(std::string_view text, const RegexProgram::Bounds& bounds) const;
  std::string_view group_text(std::string_view name, const Groups& groups) const;

  RegexProgram program_;
  std::vector<std::string> group_names_;
};

}  // namespace firedrill::promql
