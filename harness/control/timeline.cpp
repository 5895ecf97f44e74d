#include "harness/control/timeline.hpp"

#include <utility>

namespace firedrill::control {

EventId Timeline::record(Event event) {
  const Instant now = scheduler_.now();
  return record_past(std::move(event), now);
}

EventId Timeline::record_past(Event event, Instant happened) {
  const auto id = static_cast<EventId>(events_.size() + 1);
  event.id = id;
  event.happened = happened;
  event.known = scheduler_.now();
  events_.push_back(std::move(event));
  sink_(events_.back());
  tell();
  return id;
}

void Timeline::tell() {
  if (telling_) {
    return;  // whoever is telling comes to the new event by itself
  }
  telling_ = true;
  while (next_to_tell_ < events_.size()) {
    const Event event = events_[next_to_tell_++];  // a copy: a listener may record more
    for (const Listener& listener : listeners_) {
      listener(event);
    }
  }
  telling_ = false;
}

}  // namespace firedrill::control
