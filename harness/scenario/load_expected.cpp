#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

struct Minute {
  std::string_view key;
  EventType event;
};

constexpr std::array<Minute, 8> known_minutes = {{
    {"impact", EventType::impact_started},
    {"detect", EventType::alert_firing},
    {"page", EventType::page_delivered},
    {"acknowledge", EventType::acknowledged},
    {"rollback_started", EventType::rollback_started},
    {"rollback", EventType::rollback_completed},
    {"restart", EventType::action_started},
    {"recover", EventType::recovered},
}};

/// What cannot come before what, and why.
struct Order {
  std::string_view first;
  std::string_view second;
  std::string_view reason;
};

constexpr std::array<Order, 12> orders = {{
    {"impact", "detect", "nothing can be detected before clients are hurt"},
    {"detect", "page", "nobody can be paged before the failure is detected"},
    {"impact", "page", "nobody can be paged before clients are hurt"},
    {"page", "acknowledge", "a page cannot be acknowledged before it is delivered"},
    {"detect", "acknowledge", "nobody can acknowledge before the failure is detected"},
    {"impact", "acknowledge", "nobody can acknowledge before clients are hurt"},
    {"impact", "rollback_started", "a rollback cannot start before clients are hurt"},
    {"impact", "rollback", "a rollback cannot be done before clients are hurt"},
    {"rollback_started", "rollback", "a rollback cannot be done before it has started"},
    {"impact", "recover", "nothing can recover before clients are hurt"},
    {"rollback", "recover", "clients cannot recover before the rollback is done"},
    {"restart", "recover", "clients cannot recover before the restart has begun"},
}};

struct Stated {
  Duration at{};
  Span span;
};

using Times = std::map<std::string_view, Stated>;

/// One contradiction for each minute, the most telling first in the table.
void check_orders(const Times& times, Diagnostics& diagnostics) {
  std::vector<std::string_view> reported;
  for (const Order& order : orders) {
    const auto first = times.find(order.first);
    const auto second = times.find(order.second);
    const bool contradict =
        first != times.end() && second != times.end() && second->second.at < first->second.at;
    if (!contradict ||
        std::find(reported.begin(), reported.end(), order.second) != reported.end()) {
      continue;
    }
    reported.push_back(order.second);
    diagnostics.add({.message = fmt::format("{} at {} contradicts {} at {}",
                                            quote(order.second),
                                            to_text(second->second.at),
                                            quote(order.first),
                                            to_text(first->second.at)),
                     .span = second->second.span,
                     .label = std::string(order.reason),
                     .second = SecondPlace{first->second.span, "the other time"}});
  }
}

/// A minute for something that no step does can never be reproduced.
void check_steps(const Times& times, const Names& names, Diagnostics& diagnostics) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> needed = {
      {{"rollback_started", "rollback"}, {"rollback", "rollback"}, {"restart", "restart"}}};
  for (const auto& [key, action] : needed) {
    const auto stated = times.find(key);
    const bool exists = !(action == "restart" ? names.first_restart : names.first_rollback).empty();
    if (stated != times.end() && !exists) {
      diagnostics.error(stated->second.span,
                        fmt::format("{} is expected, but no step does it", quote(key)),
                        fmt::format("expected a step with \"do\": \"{}\"", action));
    }
  }
}

}  // namespace

std::vector<TargetDefinition> read_expected(const Json& json, const Context& context) {
  std::vector<TargetDefinition> targets;
  Times times;
  ObjectReader reader(json, R"("expected")", context.diagnostics);
  for (const Minute& minute : known_minutes) {
    if (const auto at = time_in_run(reader, minute.key, context.lasts)) {
      times.emplace(minute.key, Stated{*at, reader.span_of(minute.key)});
    }
  }
  if (json.members().size() == (reader.has("tolerance") ? 1 : 0)) {
    context.diagnostics.error(json.span(), "\"expected\" expects nothing", "expected a minute");
  }
  const Duration tolerance = reader.duration("tolerance").value_or(std::chrono::minutes{1});
  reader.finish();
  check_orders(times, context.diagnostics);
  check_steps(times, context.names, context.diagnostics);
  for (const Minute& minute : known_minutes) {
    const auto stated = times.find(minute.key);
    if (stated != times.end()) {
      const Duration at = stated->second.at;
      targets.push_back(
          {.name = fmt::format("expected.{}", minute.key),
           .rule =
               DurationTarget{.to = minute.event,
                              .to_of = minute.key == "restart" ? context.names.first_restart : "",
                              .within = at + tolerance,
                              .at_least = std::max(at - tolerance, Duration::zero()),
                              .from_start = true},
           .source = stated->second.span});
    }
  }
  return targets;
}

}  // namespace firedrill::loading
