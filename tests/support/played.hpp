#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill::tests {

/// The bytes of a file below the repository's root. Fails the test if it cannot be read.
std::string read_file(const std::string& path);

/// The text with its one occurrence of `from` replaced; fails the test unless there is exactly one.
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// Loads a scenario's text and plays it; fails the test, with the diagnostics, if it is not valid.
Journal played(const std::string& text, std::uint64_t seed = 1);

/// The journal.jsonl of a run, byte for byte.
std::string journal_text(const std::string& text, std::uint64_t seed = 1);

/// The seconds since t = 0 at which events of a type were true.
std::vector<double> times(const Journal& journal, EventType type);

/// The first of these, rounded to a whole minute as in a postmortem; -1 if there is none.
int minute(const Journal& journal, EventType type);

/// The result of the target of that name; fails the test if there is none.
TargetResult target(const Journal& journal, std::string_view name);

}  // namespace firedrill::tests
