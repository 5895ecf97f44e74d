#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/regex.hpp"

namespace firedrill::alertmanager {

/// What an alert's label must be for a route, an inhibition rule or a silence. A label that is not
/// there counts as the empty text.
struct Matcher {
  enum class Kind : std::uint8_t {
    equal,
    not_equal,
    regex,
    not_regex
  };

  /// The regular expression must match the whole value. Its error is Go's.
  static Result<Matcher> make(Kind kind, std::string name, std::string value);

  bool matches(std::string_view text) const;

  /// service=~"api|web", as group keys have it.
  std::string to_string() const;

  Kind kind = Kind::equal;
  std::string name = {};
  std::string value = {};
  std::optional<promql::Regex> expression = {};  ///< of the value, for the two regex kinds
};

/// All of them must match.
using Matchers = std::vector<Matcher>;

/// By name, value and kind: the order in a group key.
void sort(Matchers& matchers);

bool matches(const Matchers& matchers, const promql::Labels& labels);

/// {service="api",severity=~"page|ticket"}
std::string to_string(const Matchers& matchers);

/// Reads the matchers of one text, separated by commas, braces optional: `severity="page", team!=a`
/// (pkg/labels/parse.go of Alertmanager 0.25, whose messages the errors have). Quotes are optional
/// too; in the value \n, \" and \\ are escapes.
Result<Matchers> parse_matchers(std::string_view text);

}  // namespace firedrill::alertmanager
