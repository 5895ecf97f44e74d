#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firedrill {

/// The known word that `word` most likely should have been: the one that differs only in case,
/// hyphens, underscores or a plural s, else the only one that begins with it, else the nearest by
/// edits (Damerau-Levenshtein, optimal string alignment), at most one in three letters. Ties go to
/// the first. Empty if nothing is near.
std::optional<std::string> closest(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean "rollout"?`, or nothing: for the end of a message.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace firedrill
