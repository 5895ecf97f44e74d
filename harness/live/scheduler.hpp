#pragma once

#include <functional>
#include <memory>

#include "harness/core/time.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/live/lateness.hpp"
#include "harness/live/punctuality.hpp"

namespace boost::asio {
class io_context;
}

namespace firedrill::live {

struct SchedulerOptions {
  Instant start{};   ///< now() at first; negative where something comes before the incident
  double speed = 1;  ///< incident time / wall time, above 0
  /// Asked at least every 50 ms of wall time; true: run_until() returns at once, before its end.
  /// May be empty.
  std::function<bool()> gives_up = {};
};

/// Wall time, sped up: now() = start + speed * (wall time since the first run_until()). Until then
/// the clock stands still, so that setting up makes nothing late.
///
/// run_until() also runs the io_context on which sockets and processes of the live world live: one
/// thread for tasks and handlers, taking turns, so that neither starves the other.
///
///  * While a task runs, now() is the instant for which it was due (or the time that somebody was
///    already told, if later), not the moment at which the machine got to it. So the control plane
///    computes with the same instants as in virtual time, and a chain of after() does not drift.
///    How late the machine was is on record in lateness().
///  * In a handler of the io_context now() is the clock, but never behind the end of run_until(),
///    so that all that comes of it by then is done by then. A handler hands its results on with
///    post(), never by calling the control plane itself: then they are tasks like all others.
///  * run_until() runs what is due at or before its end also if the end has passed meanwhile.
///  * Made, run and destroyed on one thread; post() alone may be called from any.
class Scheduler final : public firedrill::Scheduler {
 public:
  explicit Scheduler(SchedulerOptions options = {});
  ~Scheduler() override;

  Instant now() const override;
  TaskId at(Instant due, Task task) override;
  bool cancel(TaskId id) override;
  void post(Task task) override;
  void run_until(Instant end) override;

  /// As after(), but on the wire clock: `delay` is wall time, counted from this very moment.
  TaskId after_wire(Duration delay, Task task);

  double speed() const;
  /// How much incident time passes in `wall`; at most 73 years.
  Duration incident_time(Duration wall) const;
  /// How much wall time passes in `incident`.
  Duration wire_time(Duration incident) const;

  /// By how much wall time now() lies behind the clock at this moment: outside of tasks only where
  /// the end of run_until() holds it back.
  Duration lag() const;

  /// How late tasks ran, in wall time.
  const Lateness& lateness() const;
  const Punctuality& punctuality() const;

  /// What the clock shows when the machine's monotonic clock shows that.
  Instant instant_at(Duration monotonic) const;

  /// For sockets, processes and signals. Only run_until() may run it, nobody may stop it.
  boost::asio::io_context& io();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace firedrill::live
