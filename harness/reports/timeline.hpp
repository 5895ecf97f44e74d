#pragma once

#include <string>
#include <vector>

#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"
#include "harness/reports/layout.hpp"

namespace firedrill::reports {

/// What a row says about a target that ended there: "30s of 1m", ok.
struct RowMark {
  std::string text;
  std::string status;  ///< "ok", "MISSED by 2m30s"
  Tone tone = Tone::plain;
};

/// One line of the story for people.
struct TimelineRow {
  Instant at{};
  std::string word;      ///< what kind of thing happened: "impact", "page", "restart"
  std::string sentence;  ///< what happened; any bytes, to be escaped by the report
  Tone tone = Tone::plain;
  std::vector<RowMark> marks = {};
  std::vector<EventId> evidence = {};  ///< the events it stands for
};

/// The run as a story: events by the time at which they were true, without those that only machines
/// care about; replicas, rollout steps and pending alerts that belong together are one row. A limit
/// that passed before its end came is a row of its own.
std::vector<TimelineRow> timeline(const Journal& journal,
                                  const Assessment& assessment,
                                  const std::vector<ImpactWindow>& windows);

}  // namespace firedrill::reports
