#pragma once

#include <memory>
#include <optional>
#include <string>

#include "harness/core/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

/// What loading a scenario file gave. Movable; the diagnostics refer to `source`.
struct LoadResult {
  explicit LoadResult(SourceText text);

  std::unique_ptr<const SourceText> source;
  Diagnostics diagnostics;  ///< all that is wrong with the file; warnings may come with a scenario
  std::optional<Scenario> scenario;  ///< there if and only if there are no errors
};

/// Reads a scenario from the bytes of its file: every mistake at once, each at its place. The same
/// text gives the same result: the one thing that it reads besides are time zones that the text
/// names, from the machine's database.
LoadResult load_scenario(SourceText text);

/// The bytes of a scenario file, for load_scenario. Errors: the file cannot be read, or is larger
/// than any scenario (16 MiB).
Result<SourceText> read_scenario_file(const std::string& path);

}  // namespace firedrill
