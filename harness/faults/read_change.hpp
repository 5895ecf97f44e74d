#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json.hpp"
#include "harness/text/suggest.hpp"
#include "harness/text/values.hpp"

namespace firedrill::faults {

/// The name of a change of an answer, and how what stands behind it is read.
template <class Change>
using ChangeReader = std::pair<std::string_view, Change (*)(const Json&, Diagnostics&)>;

/// {"remove": ...}: the one change that the object names; nothing, reported, if it names none of
/// `changes`, or several. `form` says what a change looks like.
template <class Change>
std::optional<Change> read_one_change(const Json& json,
                                      std::string_view key,
                                      std::span<const ChangeReader<Change>> changes,
                                      std::string_view form,
                                      Diagnostics& diagnostics) {
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, key, form, diagnostics);
    return std::nullopt;
  }
  const JsonMember& member = json.members().front();
  std::vector<std::string_view> known;
  for (const auto& [name, read] : changes) {
    if (name == member.key) {
      return read(member.value, diagnostics);
    }
    known.push_back(name);
  }
  diagnostics.error(
      member.key_span,
      fmt::format("there is no change {}{}", quote(member.key), did_you_mean(member.key, known)),
      fmt::format("expected one of: {}", fmt::join(known, ", ")));
  return std::nullopt;
}

/// "remove /price", for people; a long name is left out.
inline std::string said_change(std::string_view verb, std::string_view name) {
  constexpr std::size_t longest = 60;
  const bool is_said = !name.empty() && name.size() <= longest;
  return is_said ? fmt::format("{} {}", verb, name) : std::string(verb);
}

}  // namespace firedrill::faults
