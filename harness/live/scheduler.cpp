#include "harness/live/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/live/task_queue.hpp"

namespace firedrill::live {
namespace {

using Wall = std::chrono::steady_clock;

/// How often gives_up is asked while nothing happens.
constexpr Duration longest_wait = std::chrono::milliseconds{50};

/// Instants and spans stay within this (73 years), so that sums of two do not overflow.
constexpr Duration longest_span{Duration::rep{1} << 61U};

Duration scaled(Duration duration, double factor) {
  const auto limit = static_cast<double>(longest_span.count());
  const double ns = std::ceil(static_cast<double>(duration.count()) * factor);
  return Duration{static_cast<Duration::rep>(std::clamp(ns, -limit, limit))};
}

}  // namespace

struct Scheduler::Loop {
  explicit Loop(SchedulerOptions chosen) : options(std::move(chosen)), latest(options.start) {
    assert(options.speed > 0);
    assert(Duration::zero() - longest_span < latest.time_since_epoch());
    assert(latest.time_since_epoch() < longest_span);
  }

  Instant clock() const {
    return started ? options.start + scaled(Wall::now() - *started, options.speed) : options.start;
  }

  Duration wire_time(Duration incident) const { return scaled(incident, 1 / options.speed); }

  /// The clock, told to somebody: what was told once is not taken back. A machine that stalls shows
  /// nobody a time behind the end of run_until() before all is done that is due by then.
  Instant tell() {
    latest = std::max(latest, std::min(clock(), end));
    return latest;
  }

  TaskId submit(Instant due, Task task) {
    due = std::clamp(due, in_task ? latest : tell(), Instant{longest_span});
    return tasks.push(due, std::move(task));
  }

  void take_in() {
    const std::lock_guard lock{inbox_mutex};
    for (Task& task : inbox) {
      submit(options.start, std::move(task));
    }
    inbox.clear();
  }

  /// Runs the next task; false: none is due by `clock_now` and at or before `end`.
  bool run_next(Instant end, Instant clock_now) {
    const std::optional<Instant> due = tasks.next_due();
    if (!due || *due > std::min(end, clock_now)) {
      return false;
    }
    const Duration late = wire_time(clock_now - *due);
    lateness.record(late);
    punctuality.record(*due, late);
    latest = std::max(latest, *due);
    in_task = true;
    tasks.pop().task();
    in_task = false;
    return true;
  }

  /// Runs one handler of the io_context, the timer's own at `until` if no other comes before.
  void run_handler(Instant until) {
    const Wall::time_point wake_up =
        std::min(*started + wire_time(until - options.start), Wall::now() + longest_wait);
    if (!is_armed || wake_up < timer.expiry()) {
      timer.expires_at(wake_up);
      timer.async_wait([this](const boost::system::error_code& error) {
        is_armed = is_armed && error;  // an error: armed anew meanwhile
      });
      is_armed = true;
    }
    io.run_one();
  }

  SchedulerOptions options;
  boost::asio::io_context io{1};  // first: what the others hold may belong to it
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  boost::asio::steady_timer timer{io};
  bool is_armed = false;
  TaskQueue tasks;
  Lateness lateness;
  Punctuality punctuality{options.speed};
  std::optional<Wall::time_point> started;
  Instant end{longest_span};  // of the run_until() under way
  Instant latest;             // the latest that now() may have told
  bool in_task = false;
  const std::thread::id thread = std::this_thread::get_id();
  std::mutex inbox_mutex;
  std::vector<Task> inbox;  // posted by other threads
};

Scheduler::Scheduler(SchedulerOptions options)
    : loop_(std::make_unique<Loop>(std::move(options))) {}

Scheduler::~Scheduler() = default;

Instant Scheduler::now() const {
  return loop_->in_task ? loop_->latest : loop_->tell();
}

TaskId Scheduler::at(Instant due, Task task) {
  assert(std::this_thread::get_id() == loop_->thread);
  return loop_->submit(due, std::move(task));
}

bool Scheduler::cancel(TaskId id) {
  return loop_->tasks.cancel(id);
}

void Scheduler::post(Task task) {
  if (std::this_thread::get_id() == loop_->thread) {
    loop_->submit(loop_->options.start, std::move(task));
    return;
  }
  {
    const std::lock_guard lock{loop_->inbox_mutex};
    loop_->inbox.push_back(std::move(task));
  }
  boost::asio::post(loop_->io, [loop = loop_.get()] { loop->take_in(); });
}

void Scheduler::run_until(Instant end) {
  Loop& loop = *loop_;
  assert(!loop.in_task);
  end = std::min(end, Instant{longest_span});
  loop.end = end;
  if (!loop.started) {
    loop.started = Wall::now();
  }
  while (!loop.options.gives_up || !loop.options.gives_up()) {
    const Instant clock_now = loop.clock();  // read once: nothing becomes due between the questions
    if (loop.run_next(end, clock_now)) {
      loop.io.poll_one();
    } else if (clock_now < end) {
      loop.run_handler(std::min(loop.tasks.next_due().value_or(end), end));
    } else {
      break;
    }
  }
  loop.end = Instant{longest_span};
}

TaskId Scheduler::after_wire(Duration delay, Task task) {
  const Instant due = loop_->clock() + incident_time(delay);
  return loop_->submit(due, std::move(task));
}

double Scheduler::speed() const {
  return loop_->options.speed;
}

Duration Scheduler::incident_time(Duration wall) const {
  return scaled(wall, loop_->options.speed);
}

Duration Scheduler::lag() const {
  return loop_->wire_time(std::max(loop_->clock() - now(), Duration::zero()));
}

Duration Scheduler::wire_time(Duration incident) const {
  return loop_->wire_time(incident);
}

const Lateness& Scheduler::lateness() const {
  return loop_->lateness;
}

const Punctuality& Scheduler::punctuality() const {
  return loop_->punctuality;
}

Instant Scheduler::instant_at(Duration monotonic) const {
  const Duration began =
      loop_->started ? loop_->started->time_since_epoch() : Wall::now().time_since_epoch();
  return loop_->options.start + incident_time(monotonic - began);
}

boost::asio::io_context& Scheduler::io() {
  return loop_->io;
}

}  // namespace firedrill::live
