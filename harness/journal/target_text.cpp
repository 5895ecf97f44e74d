#include "harness/journal/target_text.hpp"

#include <cmath>
#include <cstdint>
#include <variant>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill {
namespace {

using namespace std::chrono_literals;

/// A count or a share, as the target's limits are written.
std::string quantity_text(const QuantityTarget& rule, double value) {
  return rule.ratio ? ratio_text(value) : fmt::format("{}", value);
}

std::string limits(const DurationTarget& rule) {
  if (rule.within == Duration::max()) {
    return "at least " + to_text(rule.at_least);
  }
  if (rule.at_least == 0ns) {
    return to_text(rule.within);
  }
  return to_text(rule.at_least) + " to " + to_text(rule.within);
}

std::string limits(const QuantityTarget& rule) {
  std::string text;
  if (rule.at_least) {
    text = "at least " + quantity_text(rule, *rule.at_least);
  }
  if (rule.at_most) {
    text += text.empty() ? "at most " : ", at most ";
    text += quantity_text(rule, *rule.at_most);
  }
  return text;
}

std::string missed_sentence(const TargetResult& result, const DurationTarget& rule) {
  const std::string& name = result.definition.name;
  const Duration actual = result.actual.value_or(0ns);
  if (result.censored) {
    return fmt::format("{} never came in {}, target {}", name, brief(actual), limits(rule));
  }
  const bool early = actual < rule.at_least;
  return fmt::format("{} took {}, target {} ({} by {})",
                     name,
                     brief(actual),
                     limits(rule),
                     early ? "early" : "over",
                     brief(early ? rule.at_least - actual : actual - rule.within));
}

}  // namespace

std::string brief(Duration duration) {
  const Duration size = duration < 0ns ? -duration : duration;
  if (size < 1s) {
    return size < 1ms ? to_clock_text(duration)
                      : to_text(std::chrono::round<std::chrono::milliseconds>(duration));
  }
  const Duration step = size < 10min ? Duration{100ms} : Duration{1s};
  return to_text((duration + (duration < 0ns ? -step : step) / 2) / step * step);
}

std::string limit_text(const TargetDefinition& target) {
  return std::visit([](const auto& rule) { return limits(rule); }, target.rule);
}

std::string actual_text(const TargetResult& result) {
  if (result.actual) {
    return (result.censored ? "over " : "") + brief(*result.actual);
  }
  const auto* rule = std::get_if<QuantityTarget>(&result.definition.rule);
  if (rule != nullptr && result.actual_count) {
    return quantity_text(*rule, *result.actual_count);
  }
  return "no data";
}

std::string margin_text(const TargetResult& result) {
  if (result.margin) {
    return (*result.margin < 0ns ? "" : "+") + brief(*result.margin);
  }
  const auto* rule = std::get_if<QuantityTarget>(&result.definition.rule);
  if (rule != nullptr && result.margin_count) {
    const double margin = *result.margin_count;
    return (margin < 0 ? "-" : "+") + quantity_text(*rule, std::fabs(margin));
  }
  return "";
}

std::string sentence(const TargetResult& result) {
  const TargetDefinition& target = result.definition;
  switch (result.status) {
    case TargetStatus::met:
      return fmt::format(
          "{} is {}, target {}", target.name, actual_text(result), limit_text(target));
    case TargetStatus::no_data:
      return fmt::format("{} has no data: {}", target.name, result.why);
    case TargetStatus::missed:
      break;
  }
  return std::visit(
      Overloaded{[&](const DurationTarget& rule) { return missed_sentence(result, rule); },
                 [&](const QuantityTarget&) {
                   return fmt::format(
                       "{} is {}, target {}", target.name, actual_text(result), limit_text(target));
                 }},
      target.rule);
}

}  // namespace firedrill
