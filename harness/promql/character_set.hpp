#pragma once

#include <optional>
#include <string_view>

#include "harness/promql/regex_syntax.hpp"

namespace firedrill::promql {

inline constexpr char32_t last_code_point = 0x10FFFF;

/// Sorts the ranges and joins those that touch.
void normalise(CharacterSet& set);

/// Every character that is not in the set.
CharacterSet complement(CharacterSet set);

/// Adds what equals a member but for case (Unicode's simple case folding, as in Go).
void fold_case(CharacterSet& set);

/// Whether a set that is normalised contains a character.
bool contains(const CharacterSet& set, char32_t character);

/// The set of \d \s \w, or of \D \S \W; nothing for another letter.
std::optional<CharacterSet> perl_class(char letter);

/// The set of a general category of Unicode (Lu), of a group of them (L) or of Any; nothing for
/// another name.
std::optional<CharacterSet> unicode_class(std::string_view name);

/// The set of a POSIX class by its name (alpha, digit, ...), ASCII only; nothing for another name.
std::optional<CharacterSet> posix_class(std::string_view name);

}  // namespace firedrill::promql
