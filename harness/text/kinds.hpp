#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// A name that people know a kind by.
struct OtherName {
  std::string_view name;
  std::string_view here;  ///< what to write instead
};

/// The list that a variant of kinds is. Each kind K has `K::kind`, its name in a file, and
/// `K::parse(ObjectReader&)`, which reads its own keys.
template <class Variant>
struct Kinds;

template <class... Kind>
struct Kinds<std::variant<Kind...>> {
  using Variant = std::variant<Kind...>;

  static constexpr std::array<std::string_view, sizeof...(Kind)> names{Kind::kind...};

  /// A table with one Info{kind, summary} for each kind, in the order of the variant.
  template <class Info>
  static constexpr std::array<Info, sizeof...(Kind)> table() {
    return {Info{Kind::kind, Kind::summary}...};
  }

  static constexpr std::string_view name_of(const Variant& value) {
    return names.at(value.index());
  }

  /// Reads the kind that `key` names and then that kind's own keys. Nullopt, reported, if `key` is
  /// missing or names no kind; which of the other keys are right nobody can tell then. `noun` is
  /// what such a kind is called where one of its keys is missing: "the fault".
  static std::optional<Variant> parse(std::string_view key,
                                      std::string_view noun,
                                      ObjectReader& reader,
                                      std::span<const OtherName> other_names = {}) {
    if (const OtherName* other = find(other_names, reader.node().find(key))) {
      reader.error(key,
                   fmt::format("{} {} has another name here", noun, quote(other->name)),
                   fmt::format("expected {}", other->here));
      ignore_all(reader);
      return std::nullopt;
    }
    const std::string_view name = reader.one_of(key, names).required();
    std::string owner = reader.exchange_owner(std::string(noun) + ' ' + quote(name));
    std::optional<Variant> parsed;
    const auto try_kind = [&](std::string_view kind, auto parse_kind) {
      if (kind == name) {
        parsed.emplace(parse_kind(reader));
      }
    };
    (try_kind(Kind::kind, &Kind::parse), ...);
    reader.exchange_owner(std::move(owner));
    if (!parsed) {
      ignore_all(reader);
    }
    return parsed;
  }

 private:
  static const OtherName* find(std::span<const OtherName> names, const Json* name) {
    const auto found = std::find_if(names.begin(), names.end(), [name](const OtherName& one) {
      return name != nullptr && name->is_string() && name->as_string() == one.name;
    });
    return found == names.end() ? nullptr : &*found;
  }

  static void ignore_all(ObjectReader& reader) {
    if (reader.node().is_object()) {
      for (const JsonMember& member : reader.node().members()) {
        reader.ignore(member.key);
      }
    }
  }
};

}  // namespace firedrill
