#include "harness/alertmanager/alert.hpp"

#include <algorithm>
#include <string_view>

namespace firedrill::alertmanager {
namespace {

Error refused(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

bool lies_between(Instant moment, const Alert& alert) {
  return alert.starts_at < moment && moment < alert.ends_at;
}

}  // namespace

Result<Alert> accepted(SentAlert sent, Instant now, Duration resolve_timeout) {
  if (sent.labels.empty()) {
    return refused("at least one label pair required");
  }
  const Instant start = sent.starts_at.value_or(sent.ends_at.value_or(now));
  const Instant end = sent.ends_at.value_or(now + resolve_timeout);
  if (end < start) {
    return refused("start time must be before end time");
  }
  return Alert{.labels = std::move(sent.labels),
               .annotations = std::move(sent.annotations),
               .generator_url = std::move(sent.generator_url),
               .starts_at = start,
               .ends_at = end,
               .ends_by_timeout = !sent.ends_at};
}

Alert merged(const Alert& before, Alert after, Instant now) {
  if (!lies_between(after.ends_at, before) && !lies_between(after.starts_at, before)) {
    return after;
  }
  after.starts_at = std::min(before.starts_at, after.starts_at);
  const bool earlier_end_counts =
      after.resolved_at(now) ? before.resolved_at(now) : !before.ends_by_timeout;
  if (earlier_end_counts) {
    after.ends_at = std::max(before.ends_at, after.ends_at);
  }
  return after;
}

bool comes_before(const promql::Labels& left, const promql::Labels& right) {
  for (const std::string_view name : {"job", "instance"}) {
    const std::string_view of_left = left.get(name);
    const std::string_view of_right = right.get(name);
    if (of_left != of_right) {
      return !of_left.empty() && (of_right.empty() || of_left < of_right);
    }
  }
  if (left.size() != right.size()) {
    return left.size() < right.size();
  }
  // Of two names that differ, one of the sets lacks the smaller: that set comes first.
  const auto [of_left, of_right] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (of_left == left.end()) {
    return false;
  }
  return of_left->first == of_right->first ? of_left->second < of_right->second
                                           : of_left->first > of_right->first;
}

}  // namespace firedrill::alertmanager
