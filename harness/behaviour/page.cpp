#include "harness/behaviour/page.hpp"

#include <algorithm>
#include <cassert>

namespace firedrill {
namespace {

std::optional<Instant> after(Instant now, std::optional<Duration> time) {
  return time ? std::optional(now + *time) : std::nullopt;
}

bool is_due(std::optional<Instant> at, Instant now) {
  return at && *at <= now;
}

}  // namespace

std::optional<Instant> Page::due() const {
  std::optional<Instant> earliest;
  for (const std::optional<Instant>& each : {escalates_at_, times_out_at_, resolves_at_}) {
    if (each) {
      earliest = std::min(earliest.value_or(*each), *each);
    }
  }
  return earliest;
}

bool Page::trigger(const EscalationPolicy& policy, Urgency urgency, Instant now) {
  if (open()) {
    ++triggers_;
    return false;
  }
  status_ = Status::triggered;
  urgency_ = urgency;
  triggers_ = 1;
  loop_ = 0;
  skipped_ = 0;
  ++incident_;
  resolves_at_ = after(now, policy.auto_resolve_timeout);
  assign(policy, 0, now);
  return true;
}

bool Page::acknowledge(const EscalationPolicy& policy, Instant now) {
  if (status_ != Status::triggered) {
    return false;
  }
  status_ = Status::acknowledged;
  escalates_at_.reset();
  times_out_at_ = after(now, policy.acknowledgement_timeout);
  return true;
}

bool Page::resolve() {
  if (!open()) {
    return false;
  }
  status_ = Status::resolved;
  escalates_at_.reset();
  times_out_at_.reset();
  resolves_at_.reset();
  return true;
}

Page::Step Page::advance(const EscalationPolicy& policy, Instant now) {
  if (is_due(resolves_at_, now)) {
    resolve();
    return Step::resolved;
  }
  if (is_due(times_out_at_, now)) {
    status_ = Status::triggered;
    times_out_at_.reset();
    skipped_ = 0;
    assign(policy, level_, now);
    return Step::unacknowledged;
  }
  if (is_due(escalates_at_, now)) {
    skipped_ = 0;
    return next(policy, now);
  }
  return Step::not_due;
}

Page::Step Page::skip(const EscalationPolicy& policy, Instant now) {
  if (++skipped_ == policy.escalates_after.size()) {
    escalates_at_.reset();
    return Step::exhausted;
  }
  return next(policy, now);
}

Page::Step Page::next(const EscalationPolicy& policy, Instant now) {
  if (level_ + 1 < policy.escalates_after.size()) {
    assign(policy, level_ + 1, now);
    return Step::next_level;
  }
  if (loop_ < policy.loops) {
    ++loop_;
    assign(policy, 0, now);
    return Step::next_level;
  }
  escalates_at_.reset();
  return Step::exhausted;
}

void Page::assign(const EscalationPolicy& policy, std::size_t level, Instant now) {
  assert(level < policy.escalates_after.size());
  level_ = level;
  escalates_at_ = after(
      now, urgency_ == Urgency::high ? std::optional(policy.escalates_after[level]) : std::nullopt);
}

}  // namespace firedrill
