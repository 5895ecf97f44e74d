#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/paging.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> weekdays = {
    {{"mon", 0}, {"tue", 1}, {"wed", 2}, {"thu", 3}, {"fri", 4}, {"sat", 5}, {"sun", 6}}};
constexpr DurationRange turn_length{.least = std::chrono::minutes{1},
                                    .most = std::chrono::hours{24 * 366}};

/// An index into the people whom the scenario lists.
std::optional<std::size_t> read_person_name(const Json& json,
                                            std::string_view key,
                                            const Context& context) {
  const auto name = read_string(json, key, context.diagnostics);
  if (!name ||
      !check_known(
          {json.span(), *name}, {"person"}, context.names.listed_people, context.diagnostics)) {
    return std::nullopt;
  }
  return index_of(context.names.listed_people, *name);
}

std::vector<std::int64_t> read_days(ObjectReader& reader) {
  std::vector<std::int64_t> days;
  const Json* listed = reader.array("days").value_or(nullptr);
  if (listed == nullptr) {
    return {0, 1, 2, 3, 4, 5, 6};
  }
  if (listed->items().empty()) {
    reader.error("days", "\"days\" is empty: that is never", "expected at least one");
  }
  for (const Json& item : listed->items()) {
    const auto found = std::find_if(weekdays.begin(), weekdays.end(), [&item](const auto& day) {
      return item.is_string() && item.as_string() == day.first;
    });
    if (found == weekdays.end()) {
      report_wrong_kind(item, "days", R"(a day: "mon", "tue", ..., "sun")", reader.diagnostics());
    } else {
      days.push_back(found->second);
    }
  }
  return days;
}

void read_restriction(const Json& json, const Context& context, std::vector<WeeklyWindow>& only) {
  ObjectReader reader(json, "a restriction of a layer", context.diagnostics);
  const std::vector<std::int64_t> days = read_days(reader);
  const std::int64_t from = read_clock_time(reader, "from").value_or(0);
  const std::int64_t to = read_clock_time(reader, "to").value_or(WeeklyWindow::day_s);
  const std::int64_t length = to > from ? to - from : to - from + WeeklyWindow::day_s;
  for (const std::int64_t day : days) {
    only.push_back({.from_s = day * WeeklyWindow::day_s + from, .length_s = length});
  }
  reader.finish();
}

/// Key "turn" in seconds.
std::optional<std::int64_t> read_turn(ObjectReader& reader) {
  const std::optional<Duration> turn = duration_in(reader, "turn", turn_length);
  if (turn && *turn % std::chrono::seconds{1} != Duration::zero()) {
    reader.error("turn", "\"turn\" must be whole seconds", R"(expected for example "7d")");
  }
  return turn ? std::optional(std::chrono::floor<std::chrono::seconds>(*turn).count())
              : std::nullopt;
}

RotationLayer read_layer(const Json& json, const Context& context) {
  RotationLayer layer;
  ObjectReader reader(json, "a layer of a schedule", context.diagnostics);
  const Json* people = reader.array("people").required();
  if (people != nullptr && people->items().empty()) {
    reader.error("people", "\"people\" is empty: nobody takes turns", "expected at least one");
  }
  if (people != nullptr) {
    for (const Json& item : people->items()) {
      if (const auto person = read_person_name(item, "people", context)) {
        layer.people.push_back(*person);
      }
    }
  }
  const auto starts = reader.timestamp("starts").optional();
  const auto ends = reader.timestamp("ends").optional();
  replace(layer.turn_s, read_turn(reader));
  if (people != nullptr && people->items().size() > 1) {  // else nobody takes turns
    need(reader, "starts");
    need(reader, "turn");
  }
  if (starts) {
    layer.first_turn_unix_s = unix_seconds(*starts);
    layer.from_unix_s = layer.first_turn_unix_s;
  }
  if (ends) {
    layer.to_unix_s = unix_seconds(*ends);
  }
  if (layer.to_unix_s <= layer.from_unix_s) {
    reader.error("ends", "\"ends\" is not later than \"starts\"", "expected a later moment");
  }
  if (const Json* only = reader.array("only").value_or(nullptr)) {
    if (only->items().empty()) {
      reader.error("only", "\"only\" is empty: that is never", "expected at least one");
    }
    for (const Json& item : only->items()) {
      read_restriction(item, context, layer.only);
    }
  }
  reader.finish();
  return layer;
}

ScheduleOverride read_override(const Json& json, const Context& context) {
  ScheduleOverride result;
  ObjectReader reader(json, "an override of a schedule", context.diagnostics);
  if (const Json* person = reader.raw("person").required()) {
    replace(result.person, read_person_name(*person, "person", context));
  }
  const auto from = reader.timestamp("from").optional();
  need(reader, "from");
  const auto to = reader.timestamp("to").optional();
  need(reader, "to");
  if (from && to) {
    result.from_unix_s = unix_seconds(*from);
    result.to_unix_s = unix_seconds(*to);
    if (result.to_unix_s <= result.from_unix_s) {
      reader.error("to", "\"to\" is not later than \"from\"", "expected a later moment");
    }
  }
  reader.finish();
  return result;
}

Schedule read_schedule(const JsonMember& member, const TimeZone& zone, const Context& context) {
  ObjectReader reader(
      member.value, fmt::format("the schedule {}", quote(member.key)), context.diagnostics);
  const TimeZone own_zone = read_time_zone(reader).value_or(zone);
  std::vector<RotationLayer> layers;
  if (const Json* listed = reader.array("layers").required()) {
    for (const Json& layer : listed->items()) {
      layers.push_back(read_layer(layer, context));
    }
  }
  std::vector<ScheduleOverride> overrides;
  if (const Json* listed = reader.array("overrides").value_or(nullptr)) {
    for (const Json& each : listed->items()) {
      overrides.push_back(read_override(each, context));
    }
  }
  reader.finish();
  return {own_zone, std::move(layers), std::move(overrides)};
}

}  // namespace

std::int64_t unix_seconds(const Timestamp& timestamp) {
  return std::chrono::floor<std::chrono::seconds>(Duration{timestamp.unix_ns}).count();
}

std::optional<std::int64_t> read_clock_time(ObjectReader& reader, std::string_view key) {
  const std::optional<std::string> text = reader.string(key).optional();
  if (!text) {
    return std::nullopt;
  }
  const bool shaped = text->size() == 5 && is_digit((*text)[0]) && is_digit((*text)[1]) &&
                      (*text)[2] == ':' && is_digit((*text)[3]) && is_digit((*text)[4]);
  const int hour = shaped ? ((*text)[0] - '0') * 10 + (*text)[1] - '0' : 99;
  const int minute = shaped ? ((*text)[3] - '0') * 10 + (*text)[4] - '0' : 99;
  if (hour > 23 || minute > 59) {
    if (*text == "24:00") {
      return WeeklyWindow::day_s;
    }
    reader.error(key,
                 fmt::format("{} must be a time of day, found {}", quote(key), quote(*text)),
                 R"(expected for example "09:30")");
    return std::nullopt;
  }
  return (hour * 60 + minute) * 60;
}

std::optional<TimeZone> read_time_zone(ObjectReader& reader) {
  const std::optional<std::string> name = reader.string("time_zone").optional();
  if (!name) {
    return std::nullopt;
  }
  Result<TimeZone> zone = time_zone_of(*name);
  if (!zone) {
    reader.error("time_zone", zone.error().message);
    return std::nullopt;
  }
  return *std::move(zone);
}

std::vector<NamedSchedule> read_schedules(ObjectReader& reader,
                                          const TimeZone& zone,
                                          const Context& context) {
  std::vector<NamedSchedule> schedules;
  const Json* listed = reader.object("schedules").value_or(nullptr);
  if (listed == nullptr) {
    return schedules;
  }
  for (const JsonMember& member : listed->members()) {
    check_text_key(member, "schedule", context.diagnostics);
    if (std::find(context.names.people.begin(), context.names.people.end(), member.key) !=
        context.names.people.end()) {
      context.diagnostics.error(member.key_span,
                                fmt::format("two of those on call are named {}", quote(member.key)),
                                "a person has this name");
    }
    schedules.push_back({member.key, read_schedule(member, zone, context)});
  }
  return schedules;
}

}  // namespace firedrill::loading
