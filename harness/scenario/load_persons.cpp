#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/scenario/paging.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

Night read_night(const Json& json, const Person& person, const Context& context) {
  Night night{.acknowledges = person.acknowledges};
  ObjectReader reader(json, R"("at_night")", context.diagnostics);
  replace(night.from_s, read_clock_time(reader, "from"));
  replace(night.to_s, read_clock_time(reader, "to"));
  if (night.from_s == night.to_s) {
    context.diagnostics.error(
        json.span(), "the night ends when it begins", "expected two times that differ");
  }
  if (reader.has("acknowledges")) {
    night.acknowledges = read_acknowledges(reader);
  }
  replace(night.sleeps_through, reader.ratio("sleeps_through").optional());
  replace(night.falls_asleep, reader.ratio("falls_asleep").optional());
  reader.finish();
  return night;
}

Notification read_notification(const Json& json, const Context& context) {
  ObjectReader reader(json, "a notification", context.diagnostics);
  Notification notification{.by = reader.choice<Channel>("by", channel_names).optional()};
  need(reader, "by");
  replace(notification.after, duration_in(reader, "after", {}));
  reader.finish();
  return notification;
}

/// The list of a key of "notified"; nullopt: there is none.
std::optional<std::vector<Notification>> read_notifications(ObjectReader& reader,
                                                            std::string_view key,
                                                            const Context& context) {
  const Json* listed = reader.array(key).value_or(nullptr);
  if (listed == nullptr) {
    return std::nullopt;
  }
  if (listed->items().empty()) {
    reader.error(key,
                 fmt::format("{} is empty: nobody would hear of it", quote(key)),
                 R"(expected for example {"by": "phone"})");
  }
  std::vector<Notification> notifications;
  for (const Json& item : listed->items()) {
    notifications.push_back(read_notification(item, context));
  }
  return notifications;
}

void read_notified(const Json& json, const Context& context, Person& person) {
  ObjectReader reader(json, R"("notified")", context.diagnostics);
  replace(person.of_high_urgency, read_notifications(reader, "high", context));
  person.of_low_urgency = person.of_high_urgency;
  replace(person.of_low_urgency, read_notifications(reader, "low", context));
  reader.finish();
}

Person read_person(const JsonMember& member, const TimeZone& zone, const Context& context) {
  Person person{.name = member.key, .acknowledges = usual_acknowledgement()};
  ObjectReader reader(
      member.value, fmt::format("the person {}", quote(member.key)), context.diagnostics);
  if (reader.has("acknowledges")) {
    person.acknowledges = read_acknowledges(reader);
  }
  person.zone = read_time_zone(reader).value_or(zone);
  if (const Json* night = reader.object("at_night").value_or(nullptr)) {
    person.night = read_night(*night, person, context);
  }
  if (const Json* notified = reader.object("notified").value_or(nullptr)) {
    read_notified(*notified, context, person);
  }
  reader.finish();
  return person;
}

}  // namespace

std::optional<Distribution> read_acknowledges(ObjectReader& reader) {
  const Json* json = reader.raw("acknowledges").required();
  if (json == nullptr || (json->is_string() && json->as_string() == "never")) {
    return std::nullopt;
  }
  return distribution(reader, "acknowledges");
}

std::vector<Person> read_listed_people(ObjectReader& reader,
                                       const TimeZone& zone,
                                       const Context& context) {
  std::vector<Person> people;
  const Json* listed = reader.object("people").value_or(nullptr);
  if (listed == nullptr) {
    return people;
  }
  if (listed->members().empty()) {
    reader.error("people", "\"people\" is empty", "expected at least one person");
  }
  for (const JsonMember& member : listed->members()) {
    check_text_key(member, "person", context.diagnostics);
    people.push_back(read_person(member, zone, context));
  }
  return people;
}

}  // namespace firedrill::loading
