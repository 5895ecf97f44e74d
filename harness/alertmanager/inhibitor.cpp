#include "harness/alertmanager/inhibitor.hpp"

#include <algorithm>
#include <cstddef>

namespace firedrill::alertmanager {
namespace {

bool equal_labels(const InhibitRule& rule,
                  const promql::Labels& left,
                  const promql::Labels& right) {
  return std::all_of(rule.equal.begin(), rule.equal.end(), [&](const std::string& name) {
    return left.get(name) == right.get(name);
  });
}

}  // namespace

void Inhibitor::see(const Alert& alert) {
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
    if (matches(rules_[rule].source, alert.labels)) {
      sources_[rule].insert_or_assign(alert.labels, alert.ends_at);
    }
  }
}

bool Inhibitor::mutes(const promql::Labels& labels, Instant now) const {
  for (std::size_t number = 0; number < rules_.size(); ++number) {
    const InhibitRule& rule = rules_[number];
    if (!matches(rule.target, labels)) {
      continue;
    }
    const bool is_source_too = matches(rule.source, labels);
    const auto mutes_it = [&](const auto& source) {
      return source.second > now && equal_labels(rule, source.first, labels) &&
             !(is_source_too && matches(rule.target, source.first));
    };
    if (std::any_of(sources_[number].begin(), sources_[number].end(), mutes_it)) {
      return true;
    }
  }
  return false;
}

void Inhibitor::collect(Instant now) {
  for (auto& sources : sources_) {
    std::erase_if(sources, [&](const auto& source) { return source.second <= now; });
  }
}

}  // namespace firedrill::alertmanager
