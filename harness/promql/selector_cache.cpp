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
  if (forgettings_ != store_.forgettings()) {
    forgettings_ = store_.forgettings();
    selected_.clear();
  }
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
  const auto candidates = name == nullptr ? store_.all_series() : store_.series_of_metric(*name);
  for (; selected.looked_at < candidates.size(); ++selected.looked_at) {
    try_series(candidates[selected.looked_at]);
  }
  return selected;
}

}  // namespace firedrill::promql
