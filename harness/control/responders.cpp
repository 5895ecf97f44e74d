#include "harness/control/responders.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/behaviour/schedule.hpp"
#include "harness/core/distribution.hpp"

namespace firedrill::control {
namespace {

bool is_within_night(const Night& night, std::int64_t time_s) {
  const bool over_midnight = night.to_s <= night.from_s;
  return over_midnight ? time_s >= night.from_s || time_s < night.to_s
                       : time_s >= night.from_s && time_s < night.to_s;
}

bool can_wake(const Event& page) {
  const std::string_view channel = detail(page, "channel").value_or("");
  return channel != name_of(Channel::email) && channel != name_of(Channel::chat);
}

}  // namespace

Responders::Responders(Timeline& timeline, Pager& pager, const Scenario& scenario, Seed seed)
    : timeline_(timeline),
      pager_(pager),
      on_call_(scenario.on_call),
      starts_at_(scenario.starts_at_unix_ns) {
  for (const Person& person : on_call_.people) {
    const std::string own = "responder/" + person.name;
    chances_.push_back({.acknowledges = stream(seed, own + "/acknowledge" + stream_suffix(person)),
                        .sleeps_through = stream(seed, own + "/sleeps_through"),
                        .falls_asleep = stream(seed, own + "/falls_asleep")});
  }
  timeline_.listen([this](const Event& event) {
    if (event.type == EventType::page_delivered) {
      on_page(event);
    }
  });
}

void Responders::on_page(const Event& page) {
  const std::string_view level = detail(page, "level").value_or("");
  const auto found =
      std::find_if(on_call_.people.begin(), on_call_.people.end(), [&](const Person& person) {
        return person.name == page.by && (!person.level || fmt::to_string(*person.level) == level);
      });
  if (found == on_call_.people.end() || on_call_.responder == Responder::human) {
    return;
  }
  const auto index = static_cast<std::size_t>(found - on_call_.people.begin());
  if (!is_night(*found)) {
    answer(page, index, found->acknowledges);
    return;
  }
  const bool stirs = chances_[index].sleeps_through.unit() >= found->night->sleeps_through;
  if (stirs && can_wake(page)) {
    answer(page, index, found->night->acknowledges);
  } else {
    sleep_through(page, index);
  }
}

/// It is found at the end of the night, and answered as by day.
void Responders::sleep_through(const Event& page, std::size_t person) {
  const Person& who = on_call_.people[person];
  const std::int64_t now_s = local_now_s(who);
  const std::int64_t until_s = now_s + time_of_day_s(who.night->to_s - now_s);
  const Duration morning = std::chrono::seconds{who.zone.first_at(until_s)} - starts_at_;
  timeline_.record({.type = EventType::note,
                    .what = fmt::format("{} sleeps through the page", who.name),
                    .cause = page.id,
                    .subject = page.subject,
                    .by = who.name});
  timeline_.scheduler().at(
      std::max(Instant{morning}, timeline_.scheduler().now()),
      [this, page, person] { answer(page, person, on_call_.people[person].acknowledges); });
}

void Responders::answer(const Event& page,
                        std::size_t person,
                        const std::optional<Distribution>& after) {
  if (after) {
    timeline_.scheduler().after(after->sample(chances_[person].acknowledges),
                                [this, page, person] { acknowledge(page, person); });
  }
}

void Responders::acknowledge(const Event& page, std::size_t person) {
  const Person& who = on_call_.people[person];
  const bool falls_asleep =
      is_night(who) && chances_[person].falls_asleep.unit() < who.night->falls_asleep;
  pager_.acknowledge(page, falls_asleep ? Pager::Then::nothing : Pager::Then::response);
}

bool Responders::is_night(const Person& person) const {
  return person.night && is_within_night(*person.night, time_of_day_s(local_now_s(person)));
}

std::int64_t Responders::local_now_s(const Person& person) const {
  const Duration since_epoch = starts_at_ + timeline_.scheduler().now().time_since_epoch();
  return person.zone.local_at(std::chrono::floor<std::chrono::seconds>(since_epoch).count());
}

}  // namespace firedrill::control
