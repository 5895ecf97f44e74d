// How a page gets to a person.
#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/control/pager.hpp"
#include "harness/core/distribution.hpp"

namespace firedrill::control {

/// Whoever is assigned hears of it in all their ways, until somebody acknowledges or it goes on to
/// others.
void Pager::assign(const Ring& ring) {
  const Person& person = on_call_.people[ring.person];
  const bool low = incidents_.at(ring.key).page.urgency() == Urgency::low;
  for (const Notification& way : low ? person.of_low_urgency : person.of_high_urgency) {
    Ring next = ring;
    next.by = way.by;
    if (way.after == Duration::zero()) {
      this->ring(next);
      continue;
    }
    timeline_.scheduler().after(way.after, [this, next] {
      const Incident& incident = incidents_.at(next.key);
      if (incident.page.status() == Page::Status::triggered &&
          incident.assignments == next.assignment) {
        this->ring(next);
      }
    });
  }
}

void Pager::ring(const Ring& ring) {
  const Duration delay = on_call_.delivery.sample(lines_[ring.person].delivery);
  const auto [verdict, fault] =
      faults_ == nullptr ? ResponseFaults::PageFate{} : faults_->fate_of_page();
  Ring sent = ring;
  sent.fault = fault;
  sent.is_lost = verdict.lost;
  arrive_after(delay + verdict.late, sent);
  sent.is_copy = true;
  for (std::size_t copy = 0; copy < verdict.copies; ++copy) {
    arrive_after(delay + verdict.late, sent);
  }
}

void Pager::arrive_after(Duration delay, const Ring& ring) {
  if (delay == Duration::zero()) {
    arrive(ring);
    return;
  }
  timeline_.scheduler().after(delay, [this, ring] { arrive(ring); });
}

void Pager::arrive(const Ring& ring) {
  Incident& incident = incidents_.at(ring.key);
  const std::string& person = on_call_.people[ring.person].name;
  // A fault draws from its own stream only, and so a copy draws nothing.
  const bool lost =
      (!ring.is_copy && lines_[ring.person].loss.unit() < on_call_.loss) || ring.is_lost;
  const std::string by = ring.by ? fmt::format(" by {}", name_of(*ring.by)) : "";
  Event event{.type = lost ? EventType::page_lost : EventType::page_delivered,
              .what = lost ? fmt::format("the page to {}{} never arrived", person, by)
                           : fmt::format("{} is paged{}", person, by),
              .cause = ring.cause,
              .subject = incident.alert,
              .by = person,
              .details = {{"key", ring.key},
                          {"level", fmt::to_string(ring.level)},
                          {"incident", fmt::to_string(ring.incident)}}};
  if (ring.by) {
    event.details.emplace_back("channel", name_of(*ring.by));
  }
  if (incident.page.urgency() == Urgency::low) {
    event.details.emplace_back("urgency", "low");
  }
  if (!ring.fault.empty()) {
    event.what += fmt::format(" ({})", ring.fault);
    event.details.emplace_back("fault", ring.fault);
  }
  const EventId page = timeline_.record(std::move(event));
  incident.last_page = lost ? incident.last_page : page;
}

}  // namespace firedrill::control
