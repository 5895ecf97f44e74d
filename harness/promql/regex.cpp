#include "harness/promql/regex.hpp"

#include <algorithm>
#include <charconv>

#include "harness/core/ascii.hpp"
#include "harness/promql/regex_escape.hpp"
#include "harness/promql/regex_syntax.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::promql {
namespace {

struct Reference {
  std::string_view name;
  std::size_t length;  ///< Of the whole reference in the template.
};

/// Reads a reference after its $: name or {name}. Nothing if it is malformed.
std::optional<Reference> read_reference(std::string_view rest) {
  const bool braced = !rest.empty() && rest.front() == '{';
  const std::string_view from = rest.substr(braced ? 1 : 0);
  const auto* const end = std::find_if_not(from.begin(), from.end(), is_word);
  const std::string_view name = from.substr(0, static_cast<std::size_t>(end - from.begin()));
  const bool closed = !braced || from.substr(name.size(), 1) == "}";
  if (name.empty() || !closed) {
    return std::nullopt;
  }
  return Reference{name, name.size() + (braced ? 2 : 0)};
}

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern) {
  // Prometheus anchors by this very text, and its error messages show it.
  return compile_anchored("^(?:" + std::string(pattern) + ")$", pattern);
}

Result<Regex> Regex::compile_search(std::string_view pattern) {
  return compile_anchored(pattern, pattern);
}

Result<Regex> Regex::compile_anchored(std::string_view anchored, std::string_view pattern) {
  auto tree = parse_regex(anchored);
  if (!tree) {
    return tree.error();
  }
  auto program = RegexProgram::compile(*tree);
  if (!program) {
    return regex_error(program.error().message, pattern);
  }
  return Regex(std::move(*program), std::move(tree->group_names));
}

bool Regex::matches(std::string_view text) const {
  return program_.run(text, 0).has_value();
}

std::optional<Regex::Groups> Regex::groups(std::string_view text) const {
  const auto bounds = program_.run(text, group_names_.size());
  if (!bounds) {
    return std::nullopt;
  }
  Groups groups = groups_at(text, *bounds);
  groups[0] = text;
  return groups;
}

Regex::Groups Regex::groups_at(std::string_view text, const RegexProgram::Bounds& bounds) const {
  Groups groups;
  for (std::size_t group = 0; group < group_names_.size(); ++group) {
    const std::size_t from = bounds[2 * group];
    const std::size_t to = bounds[2 * group + 1];
    groups.push_back(to == RegexProgram::unset ? std::string_view{} : text.substr(from, to - from));
  }
  return groups;
}

bool Regex::is_found_in(std::string_view text) const {
  return program_.search(text, 0, 0).has_value();
}

std::string Regex::replace_all(std::string_view text, std::string_view replacement) const {
  std::string out;
  std::size_t copied = 0;  // the end of the last match
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto bounds = program_.search(text, from, group_names_.size());
    if (!bounds) {
      break;
    }
    const std::size_t begin = (*bounds)[0];
    const std::size_t end = (*bounds)[1];
    out += text.substr(copied, begin - copied);
    // An empty match right behind another one is none, as in Go.
    if (end > copied || begin == 0) {
      out += expand(replacement, groups_at(text, *bounds));
    }
    copied = end;
    const std::size_t width = from < text.size() ? decode_code_point(text, from).length : 1;
    from = std::max(from + width, end);
  }
  return out.append(text.substr(std::min(copied, text.size())));
}

std::string_view Regex::group_text(std::string_view name, const Groups& groups) const {
  std::size_t index = group_names_.size();
  const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool leading_zero = name.size() > 1 && name.front() == '0';
  if (read.ec != std::errc{} || read.ptr != name.data() + name.size() || leading_zero) {
    // Of groups with the same name, the first that took part.
    index = 0;
    while (index < groups.size() &&
           (group_names_[index] != name || groups[index].data() == nullptr)) {
      ++index;
    }
  }
  return index < groups.size() ? groups[index] : std::string_view{};
}

std::string Regex::expand(std::string_view replacement, const Groups& groups) const {
  std::string out;
  while (!replacement.empty()) {
    const std::size_t mark = std::min(replacement.find('$'), replacement.size());
    out += replacement.substr(0, mark);
    replacement.remove_prefix(mark);
    if (replacement.empty()) {
      break;
    }
    replacement.remove_prefix(1);
    if (const auto reference = read_reference(replacement)) {
      out += group_text(reference->name, groups);
      replacement.remove_prefix(reference->length);
    } else {
      out += '$';
      replacement.remove_prefix(replacement.substr(0, 1) == "$" ? 1 : 0);
    }
  }
  return out;
}

}  // namespace firedrill::promql
