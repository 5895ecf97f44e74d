#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/promql/ast.hpp"
#include "harness/promql/sample_store.hpp"

namespace firedrill::promql {

/// The series that a selector picks from a store.
struct SelectedSeries {
  std::vector<SeriesId> series;  ///< In the order of their creation.
  bool one_metric;               ///< All of the same name: still different without it.
  std::size_t looked_at = 0;     ///< How many of the store's candidates have been tried.
};

/// Remembers what each selector picks, until the store forgets series. So only new ones need to be
/// tried: an evaluation without new series costs one look-up per selector.
class SelectorCache {
 public:
  explicit SelectorCache(const SampleStore& store) : store_(store) {}

  /// Valid until the next call.
  const SelectedSeries& select(const VectorSelector& selector);

 private:
  const SampleStore& store_;
  std::uint64_t forgettings_ = 0;  // of the store, when it was asked last
  std::map<std::string, SelectedSeries, std::less<>> selected_;  // by VectorSelector::key
};

}  // namespace firedrill::promql
