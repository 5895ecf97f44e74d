#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill {

/// Reads what JournalWriter wrote. `file` is for messages only. A last line that was cut short is
/// dropped, and without a footer the journal is not complete; any other damage is an error that
/// names file and line. Unknown keys are skipped, so that a newer minor version can be read.
Result<Journal> read_journal(std::string_view file, std::string_view text);

}  // namespace firedrill
