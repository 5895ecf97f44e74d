#include "harness/promql/selector_cache.hpp"

#include <algorithm>

namespace firedrill::promql {
namespace {

/// The name that a selector asks for exactly, or null.
const std::string* exact_name(const VectorSelector& selector) {
  for (const Matcher& matcher : selector.matchers) {
    if (matcher.label == name_label && matcher.operation == MatchOperator::equal) {
      return &matcher.value;
    }
  }
  return nullptr;
}

bool accepts(const VectorSelector& selector, const Labels& labels) {
  return std::all_of(
      selector.matchers.begin(), selector.matchers.end(), [&labels](const Matcher& matcher) {
        return matcher.accepts(labels.get(matcher.label));
      });
}

}  // namespace

const SelectedSeries& SelectorCache::select(const VectorSelector& selector) {
  auto known = selected_.find(selector.key);
  const std::string* const name = exact_name(selector);
  if (known == selected_.end()) {
    known = selected_.emplace(selector.key, SelectedSeries{{}, name != nullptr}).first;
  }
  SelectedSeries& selected = known->second;
  const auto try_series = [&](SeriesId id) {
    if (accepts(selector, store_.labels(id))) {
      selected.series.push_back(id);
    }
  };
  if (name != nullptr) {
    const auto candidates = store_.series_of_metric(*name);
    for (; selected.looked_at < candidates.size(); ++selected.looked_at) {
      try_series(candidates[selected.looked_at]);
    }
  } else {
    for (; selected.looked_at < store_.size(); ++selected.looked_at) {
      try_series(static_cast<SeriesId>(selected.looked_at));
    }
  }
  return selected;
}

}  // namespace firedrill::promql
