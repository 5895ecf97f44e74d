#include "harness/scenario/fields.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/read_distribution.hpp"

namespace firedrill::loading {
namespace {

struct Beyond {
  std::string time;
  Duration lasts;
};

void report_late(ObjectReader& reader, std::string_view key, const Beyond& beyond) {
  reader.error(
      key,
      fmt::format(
          "{} is {}, but the run lasts only {}", quote(key), beyond.time, to_text(beyond.lasts)),
      R"(beyond the end of the run, which "lasts" sets)");
}

}  // namespace

std::optional<Duration> time_in_run(ObjectReader& reader, std::string_view key, Duration lasts) {
  const std::optional<Duration> value = reader.duration(key).optional();
  if (!value || *value <= lasts) {
    return value;
  }
  report_late(reader, key, {.time = to_text(*value), .lasts = lasts});
  return std::nullopt;
}

std::optional<Duration> moment_in_run(ObjectReader& reader,
                                      std::string_view key,
                                      const Context& context) {
  const Json* value = reader.node().find(key);
  if (value == nullptr || !value->is_string() || !is_date(value->as_string())) {
    return time_in_run(reader, key, context.lasts);
  }
  const std::optional<Timestamp> moment = reader.timestamp(key).optional();
  const std::optional<Timestamp>& start = context.names.starts_at;
  if (moment && !context.names.has_start) {
    reader.error(key,
                 "a date needs the key \"starts_at\"",
                 "expected the moment of t = 0 in the scenario, or a duration");
  }
  if (!moment || !start) {
    return std::nullopt;
  }
  const Duration time = *moment - *start;
  if (time < Duration::zero()) {
    reader.error(key,
                 fmt::format("{} comes before t = 0", quote(value->as_string())),
                 fmt::format("the run starts at {}", to_rfc3339(*start)));
    return std::nullopt;
  }
  if (time > context.lasts) {
    report_late(reader, key, {.time = to_text(time) + " after the start", .lasts = context.lasts});
    return std::nullopt;
  }
  return time;
}

std::optional<Distribution> distribution(ObjectReader& reader, std::string_view key) {
  return reader.value(key, read_distribution).optional();
}

std::optional<Distribution> request_delay(ObjectReader& reader, std::string_view key) {
  constexpr Duration longest = std::chrono::hours{24};
  std::optional<Distribution> delay = distribution(reader, key);
  if (delay && delay->mean() > longest) {
    reader.error(key,
                 fmt::format("{} is {} on average, and no request takes longer than {}",
                             quote(key),
                             to_text(delay->mean()),
                             to_text(longest)),
                 "expected a duration such as \"20ms\"");
  }
  return delay;
}

bool is_of_paging(EventType type) {
  constexpr std::array paging{EventType::page_accepted,
                              EventType::level_skipped,
                              EventType::escalation_exhausted,
                              EventType::unacknowledged,
                              EventType::page_delivered,
                              EventType::escalated,
                              EventType::acknowledged};
  return std::find(paging.begin(), paging.end(), type) != paging.end();
}

void need(ObjectReader& reader, std::string_view key) {
  reader.raw(key).required();
}

void check_name(const JsonMember& member, std::string_view what, Diagnostics& diagnostics) {
  read_identifier(Json(member.key, member.key_span), what, diagnostics);
}

}  // namespace firedrill::loading
