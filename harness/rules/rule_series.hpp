#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/promql/sample_store.hpp"

namespace firedrill::rules {

/// A sample that a rule writes.
struct RuleSample {
  promql::SeriesId series;
  double value;
};

/// The series that a rule wrote at its last evaluation. A series that it no longer writes gets a
/// stale marker, as Prometheus gives it (Group.Eval, rules/manager.go, v2.42).
class RuleSeries {
 public:
  /// Writes the samples of an evaluation. False if a series has another sample of that time
  /// already: another rule writes it too.
  bool write(promql::SampleStore& store, std::int64_t t_ms, const std::vector<RuleSample>& samples);

 private:
  std::vector<promql::SeriesId> written_;  // sorted
};

}  // namespace firedrill::rules
