#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::loading {
namespace {

std::optional<Duration> constant_after(const StepName& step) {
  const Json* value = step.node->find("after");
  if (value == nullptr || !value->is_string()) {
    return std::nullopt;
  }
  const Result<Duration> time = parse_duration(value->as_string());
  return time ? std::optional(*time) : std::nullopt;
}

/// When a step begins, if the file alone says so: "at", or with the run, plus a constant "after".
std::optional<Duration> time_of(const StepName& step) {
  std::optional<Duration> time = step.parent == nullptr ? step.at : std::nullopt;
  if (step.begins_with_run) {
    time = Duration::zero();
  }
  if (time && step.node->find("after") != nullptr) {
    const std::optional<Duration> after = constant_after(step);
    time = after ? std::optional(*time + *after) : std::nullopt;
  }
  return time;
}

/// Not before this does a step begin: what is nested waits for the step around it at least.
Duration earliest_time_of(const StepName& step) {
  const Duration around =
      step.parent == nullptr ? Duration::zero() : earliest_time_of(*step.parent);
  const Duration at = step.at.value_or(Duration::zero());
  return std::max(around, at) + constant_after(step).value_or(Duration::zero());
}

/// Nested, and begins when the one before it has finished.
bool follows(const StepName& step) {
  return step.parent != nullptr && !has_trigger(*step.node);
}

/// Whether it, or a step around it, may come more than once.
bool may_come_again(const StepName* step) {
  for (; step != nullptr; step = step->parent) {
    const Json* repeat = step->node->find("repeat");
    if (repeat != nullptr && repeat->is_boolean() && repeat->as_boolean()) {
      return true;
    }
  }
  return false;
}

/// The step of `parent`'s list in whose turn `step` comes; null if it waits for something else.
const StepName* turn_of(const StepName& step, const StepName* parent) {
  const StepName* turn = &step;
  while (follows(*turn) && turn->parent != parent) {
    turn = turn->parent;
  }
  return follows(*turn) ? turn : nullptr;
}

/// Whether nesting alone makes `step` begin before `first`, whatever the run brings.
bool precedes(const StepName& step, const StepName& first) {
  if (may_come_again(&step)) {
    return false;
  }
  for (const StepName* later = &first; later->parent != nullptr; later = later->parent) {
    if (later->parent == &step) {
      return true;
    }
    const StepName* turn = follows(*later) ? turn_of(step, later->parent) : nullptr;
    if (turn != nullptr && turn->place < later->place) {
      return true;
    }
  }
  return false;
}

/// Where a message about the beginning of a step points.
Span place_of_time(const StepName& step) {
  const Json* at = step.node->find("at");
  return at == nullptr ? Span{step.node->span().begin, step.node->span().begin + 1} : at->span();
}

}  // namespace

bool begins_before(const StepName& step, const StepName& first) {
  const std::optional<Duration> time = time_of(step);
  return precedes(step, first) || (time && *time < earliest_time_of(first));
}

void check_order(const StepName& first, const StepName& step, Diagnostics& diagnostics) {
  if (!begins_before(step, first)) {
    return;
  }
  if (precedes(step, first)) {
    diagnostics.add({.message = fmt::format(
                         "the {} comes before its {} in these steps", step.action, first.action),
                     .span = place_of_time(step),
                     .label = "expected after it",
                     .second = SecondPlace{place_of_time(first), "which stands here"}});
    return;
  }
  const std::optional<Duration> time = time_of(step);
  const Duration earliest = earliest_time_of(first);
  diagnostics.add({.message = fmt::format("the {} at {} comes before its {} at {}{}",
                                          step.action,
                                          to_text(*time),
                                          first.action,
                                          to_text(earliest),
                                          time_of(first) ? "" : " or later"),
                   .span = place_of_time(step),
                   .label = "expected at least " + to_text(earliest),
                   .second = SecondPlace{place_of_time(first), "which starts here"}});
}

}  // namespace firedrill::loading
