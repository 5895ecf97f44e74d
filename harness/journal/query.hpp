#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/journal/journal.hpp"

namespace firedrill {

/// The event with this id, or null for `none` and for ids that the journal does not have.
const Event* find_event(const Journal& journal, EventId id);
const Event* find_event(const std::vector<Event>& events, EventId id);

/// Whether an event is about `of`: the id of a step, an alert, a service, a population, a person.
/// An empty `of` matches every event.
bool is_about(const Event& event, std::string_view of);

/// From the event to its root, itself first, each the cause of the one before. Stops at a cause
/// that is not older than its effect, so that a damaged journal does not lead in circles.
std::vector<const Event*> chain_of_causes(const Journal& journal, const Event& event);
std::vector<const Event*> chain_of_causes(const std::vector<Event>& events, const Event& event);

/// When what led to an event began; of an event without a known cause: before everything.
Instant beginning_of_causes(const Journal& journal, const Event& event);

/// The first event of the type by the time at which it was true; null if there is none.
const Event* first_event(const Journal& journal, EventType type);

/// Events by the time at which they were true; those of one instant as they became known.
std::vector<const Event*> by_time(const Journal& journal);

/// When the run ended; of a journal that was cut short: the last time it knows of.
Instant end_of(const Journal& journal);

/// What clients got in the run proper, before t = 0 not counted.
struct TrafficTotals {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  std::uint64_t shed = 0;

  std::uint64_t requests() const { return good + bad + shed; }

  /// What shares are shares of: who was turned away on purpose is an outcome of its own.
  std::uint64_t answered() const { return good + bad; }
};

TrafficTotals total_traffic(const Journal& journal);

}  // namespace firedrill
