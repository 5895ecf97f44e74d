#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {

/// A way in which alerting and paging go wrong although every part does what it was told.
struct PipelineFailure {
  std::string_view name;  ///< "silence_hides_resolve"; stays as it is
  std::string_view meaning;
};

/// All that are looked for, the ones that cost most first.
std::span<const PipelineFailure> pipeline_failures();

/// That a run has met one of them.
struct PipelineWarning {
  std::string_view name;  ///< of the PipelineFailure
  std::string sentence;   ///< what happened and what to do; no full stop at its end
  EventId evidence = EventId::none;
};

/// From the journal alone, in the order of pipeline_failures(), each once for an alert, receiver or
/// person. `windows` are the journal's impact_windows().
std::vector<PipelineWarning> pipeline_warnings(const Journal& journal,
                                               const std::vector<ImpactWindow>& windows);

}  // namespace firedrill
