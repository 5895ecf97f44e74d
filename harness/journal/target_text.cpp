#include "harness/journal/target_text.hpp"

#include <cmath>
#include <cstdint>
#include <variant>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill {
namespace {

using namespace std::chrono_literals;

/// A count or a share, as the target's limits are written.
std::string quantity_text(const QuantityTarget& rule, double value) {
  return rule.ratio ? ratio_text(value) : fmt::format("{}", value);
}

std::string rounded_text(const QuantityTarget& rule, double value) {
  return rule.ratio ? percent(value) : fmt::format("{}", value);
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
  const std::string by = rule.by.empty() ? "" : " by " + rule.by;
  const std::string name = result.definition.name + by;
  const Duration actual = result.actual.value_or(0ns);
  const std::string others = result.instead ? fmt::format("; {} came first, after {}",
                                                          result.instead->by,
                                                          brief(result.instead->after))
                                            : "";
  if (result.censored) {
    return fmt::format(
        "{} never came in {}, target {}{}", name, brief(actual), limits(rule), others);
  }
  const bool early = actual < rule.at_least;
  return fmt::format("{} took {}, target {} ({} by {}){}",
                     name,
                     brief(actual),
                     limits(rule),
                     early ? "early" : "over",
                     brief(early ? rule.at_least - actual : actual - rule.within),
                     others);
}

}  // namespace

std::string percent(double ratio) {
  const double value = ratio * 100;
  int decimals = value >= 10 ? 1 : 2;
  for (double least = 1; value > 0 && value < least && decimals < 8; least /= 10) {
    ++decimals;
  }
  std::string text = fmt::format("{:.{}f}", value, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) {
    text.pop_back();
  }
  return text + "%";
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
    return rounded_text(*rule, *result.actual_count);
  }
  return "no data";
}

std::string margin_text(const TargetResult& result) {
  if (result.margin && result.censored && result.status == TargetStatus::missed) {
    return "over " + brief(-*result.margin) + " late";
  }
  if (result.margin) {
    return (*result.margin < 0ns ? "" : "+") + brief(*result.margin);
  }
  const auto* rule = std::get_if<QuantityTarget>(&result.definition.rule);
  if (rule != nullptr && result.margin_count) {
    const double margin = *result.margin_count;
    return (margin < 0 ? "-" : "+") + rounded_text(*rule, std::fabs(margin));
  }
  return "";
}

std::string sentence(const TargetResult& result) {
  const TargetDefinition& target = result.definition;
  if (result.status == TargetStatus::no_data) {
    return fmt::format("{} has no data: {}", target.name, result.why);
  }
  const auto* duration = std::get_if<DurationTarget>(&target.rule);
  if (result.status == TargetStatus::too_close) {
    return fmt::format("{} {} {}, target {}: too close to call, {}",
                       target.name,
                       duration == nullptr ? "came to" : "took",
                       actual_text(result),
                       limit_text(target),
                       result.why);
  }
  if (duration != nullptr && result.status == TargetStatus::missed) {
    return missed_sentence(result, *duration);
  }
  return fmt::format("{} {} {}, target {}",
                     target.name,
                     duration == nullptr ? "came to" : "took",
                     actual_text(result),
                     limit_text(target));
}

}  // namespace firedrill
