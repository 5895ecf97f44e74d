#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/engine/scheduler.hpp"
#include "harness/journal/event.hpp"

namespace firedrill::control {

/// The control plane's one notice board: every part records what happens here and hears what others
/// recorded. An event gets its id and goes to the journal at once; listeners hear of it in the
/// order of their registration, after the listeners of every event recorded before it, so that a
/// reaction never overtakes its cause.
class Timeline {
 public:
  using Sink = std::function<void(const Event&)>;
  using Listener = std::function<void(const Event&)>;

  Timeline(Scheduler& scheduler, Sink sink) : scheduler_(scheduler), sink_(std::move(sink)) {}

  /// Called before the run starts, by each part that wants to hear.
  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }

  /// Stamps the id and the present as both times, journals the event and tells the listeners.
  /// Returns the id, to be named as a cause.
  EventId record(Event event);
  /// An event that was true at `happened` and is known only now.
  EventId record_past(Event event, Instant happened);

  Scheduler& scheduler() { return scheduler_; }

  const std::vector<Event>& events() const { return events_; }

 private:
  void tell();

  Scheduler& scheduler_;
  Sink sink_;
  std::vector<Listener> listeners_;
  std::vector<Event> events_;
  std::size_t next_to_tell_ = 0;
  bool telling_ = false;
};

}  // namespace firedrill::control
