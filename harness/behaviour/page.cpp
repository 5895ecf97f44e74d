#include "harness/behaviour/page.hpp"

#include <cassert>

namespace firedrill {

bool Page::trigger(const EscalationPolicy& policy, Instant now) {
  if (open()) {
    ++triggers_;
    return false;
  }
  status_ = Status::triggered;
  triggers_ = 1;
  loop_ = 0;
  ++incident_;
  assign(policy, 0, now);
  return true;
}

bool Page::acknowledge() {
  if (status_ != Status::triggered) {
    return false;
  }
  status_ = Status::acknowledged;
  escalates_at_.reset();
  return true;
}

bool Page::resolve() {
  if (!open()) {
    return false;
  }
  status_ = Status::resolved;
  escalates_at_.reset();
  return true;
}

Page::Escalation Page::escalate(const EscalationPolicy& policy, Instant now) {
  if (!escalates_at_ || now < *escalates_at_) {
    return Escalation::not_due;
  }
  if (level_ + 1 < policy.escalates_after.size()) {
    assign(policy, level_ + 1, now);
    return Escalation::next_level;
  }
  if (loop_ < policy.loops) {
    ++loop_;
    assign(policy, 0, now);
    return Escalation::next_level;
  }
  escalates_at_.reset();
  return Escalation::exhausted;
}

void Page::assign(const EscalationPolicy& policy, std::size_t level, Instant now) {
  assert(level < policy.escalates_after.size());
  level_ = level;
  escalates_at_ = now + policy.escalates_after[level];
}

}  // namespace firedrill
