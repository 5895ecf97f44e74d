#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
template <class Change, std::size_t count>
std::optional<Change> read_one_change(const Json& json,
                                      std::string_view key,
                                      const std::array<ChangeReader<Change>, count>& changes,
                                      std::string_view form,
                                      Diagnostics& diagnostics) {
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, key, form, diagnostics);
    return std::nullopt;
  }
  const JsonMember& member = json.members().front();
  std::array<std::string_view, count> known;
  for (std::size_t place = 0; place < count; ++place) {
    known[place] = changes[place].first;
    if (known[place] == member.key) {
      return changes[place].second(member.value, diagnostics);
    }
  }
  diagnostics.error(
      member.key_span,
      fmt::format("there is no change {}{}", quote(member.key), did_you_mean(member.key, known)),
      fmt::format("expected one of: {}", fmt::join(known, ", ")));
  return std::nullopt;
}

}  // namespace firedrill::faults
