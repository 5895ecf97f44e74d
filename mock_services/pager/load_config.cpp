#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/read_distribution.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/pager/config.hpp"
#include "mock_services/pager/pager.hpp"

namespace firedrill::pager {
namespace {

constexpr std::size_t most_levels = 20;
constexpr std::int64_t most_per_minute = 1'000'000;

FaultKind load_throttle(ObjectReader& reader) {
  constexpr std::int64_t largest_burst = 1'000'000;
  constexpr double longest_filling_s = 30.0 * 24 * 3600;
  const double allows = reader.rate("allows").required().per_second;
  const auto burst = reader.integer("burst", {.least = 1, .most = largest_burst}).value_or(1);
  const RateLimit limit{.per_second = allows, .burst = static_cast<std::uint32_t>(burst)};
  if (allows > 0 && limit.fills_in_seconds() > longest_filling_s) {
    reader.error("allows", "\"burst\" is more than \"allows\" gives in 30 days");
  }
  return Throttle{limit};
}

struct FaultWord {
  std::string_view word;
  FaultKind (*load)(ObjectReader& reader);
};

constexpr std::array<FaultWord, 8> fault_words = {{
    {"delay",
     [](ObjectReader& reader) -> FaultKind {
       return DelayAnswer{reader.value("by", read_distribution).required()};
     }},
    {"late",
     [](ObjectReader& reader) -> FaultKind {
       return DelayEffect{reader.value("by", read_distribution).required()};
     }},
    {"lose", [](ObjectReader&) -> FaultKind { return Lose{}; }},
    {"duplicate",
     [](ObjectReader& reader) -> FaultKind {
       const auto times = reader.integer("times", {.least = 2, .most = 10}).value_or(2);
       return Duplicate{static_cast<std::uint32_t>(times)};
     }},
    {"throttle", load_throttle},
    {"refuse",
     [](ObjectReader& reader) -> FaultKind {
       const auto status = reader.integer("reply", {.least = 400, .most = 599}).value_or(500);
       return Refuse{static_cast<int>(status)};
     }},
    {"hang", [](ObjectReader&) -> FaultKind { return HangUp{}; }},
    {"drop", [](ObjectReader&) -> FaultKind { return DropConnection{}; }},
}};

std::optional<Duration> load_timeout(ObjectReader& reader, std::string_view key) {
  const std::optional<Duration> timeout = reader.duration(key).optional();
  if (timeout && *timeout < std::chrono::seconds(1)) {
    reader.error(key, fmt::format("{} is below one second", quote(key)));
    return std::nullopt;
  }
  return timeout;
}

Level load_level(const Json& json, Diagnostics& to) {
  ObjectReader reader(json, "a level of the escalation", to);
  Level level{.notify = reader.string("notify").required()};
  level.escalates_after = reader.duration("escalates_after").value_or(level.escalates_after);
  if (level.escalates_after < std::chrono::seconds(1)) {
    reader.error("escalates_after", "\"escalates_after\" is below one second");
  }
  reader.finish();
  return level;
}

Policy load_policy(ObjectReader& reader) {
  Policy policy;
  if (const Json* levels = reader.array("escalation").value_or(nullptr)) {
    policy.levels.clear();
    if (levels->items().empty() || levels->items().size() > most_levels) {
      reader.error("escalation", fmt::format("an escalation has 1 to {} levels", most_levels));
      return {};
    }
    for (const Json& level : levels->items()) {
      policy.levels.push_back(load_level(level, reader.diagnostics()));
    }
  }
  policy.loops =
      static_cast<std::uint32_t>(reader.integer("loops", {.least = 0, .most = 9}).value_or(0));
  policy.acknowledgement_timeout = load_timeout(reader, "acknowledgement_timeout");
  policy.auto_resolve_timeout = load_timeout(reader, "auto_resolve_timeout");
  return policy;
}

}  // namespace

Fault load_fault(const Json& json, const std::string& id, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a fault of the pager", diagnostics);
  std::vector<std::string_view> places(door_names().begin(), door_names().end());
  places.emplace_back("*");
  std::vector<std::string_view> words;
  words.reserve(fault_words.size());
  for (const FaultWord& one : fault_words) {
    words.push_back(one.word);
  }
  Fault fault{.id = reader.identifier("id").value_or(id)};
  fault.at = reader.one_of("at", places).value_or("*");
  const std::string_view word = reader.one_of("fault", words).required();
  for (const FaultWord& one : fault_words) {
    if (one.word == word) {
      fault.kind = one.load(reader);
    }
  }
  fault.share = reader.ratio("share").value_or(1);
  fault.for_requests =
      static_cast<std::uint64_t>(reader.integer("for_requests", {.least = 1}).value_or(0));
  fault.ttl = reader.duration("ttl").optional();
  if (!word.empty()) {  // else nobody knows which keys it might have
    reader.finish();
  }
  return fault;
}

Config load_config(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "the configuration of a pager", diagnostics);
  Config config{.policy = load_policy(reader)};
  config.events_per_minute = static_cast<std::uint32_t>(
      reader.integer("events_per_minute", {.least = 0, .most = most_per_minute})
          .value_or(config.events_per_minute));
  config.api_token = reader.string("api_token").value_or("");
  std::set<std::string> seen;
  if (const Json* faults = reader.array("faults").value_or(nullptr)) {
    for (const Json& fault : faults->items()) {
      config.faults.push_back(
          load_fault(fault, fmt::format("fault-{}", config.faults.size() + 1), diagnostics));
      if (config.faults.back().ttl) {
        diagnostics.error(fault.span(), "a fault of the configuration has no \"ttl\"");
      }
      if (!seen.insert(config.faults.back().id).second) {
        diagnostics.error(
            fault.span(),
            fmt::format("{} stands in \"faults\" twice", quote(config.faults.back().id)));
      }
    }
  }
  reader.finish();
  return config;
}

}  // namespace firedrill::pager
