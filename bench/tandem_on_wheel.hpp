#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/tandem.hpp"
#include "harness/simulated/scheduler.hpp"

namespace firedrill::bench {

/// The chain as plain tasks on the virtual scheduler: what the simulated world does for each
/// request, with nothing around it.
class TandemOnWheel {
 public:
  TandemOnWheel(const TandemOptions& options, bool digested)
      : options_(options),
        draws_(options),
        scheduler_({.digested = digested}) {
    scheduler_.set_plain_handler(&TandemOnWheel::handle, this);
  }

  /// Until every request has left.
  TandemResult run() {
    scheduler_.plain_at(Instant{draws_.gap()}, {.kind = arrival});
    scheduler_.run_until(Instant{longest_sample});
    return result_;
  }

  std::uint64_t digest() const { return scheduler_.digest(); }

 private:
  enum Kind : std::uint16_t {
    arrival,
    completion,
    timeout
  };

  struct Request {
    Instant arrived;
    simulated::NodeIndex timeout;
    std::uint32_t next;  // in its tier's queue, or in the list of free records
  };

  struct Tier {
    unsigned busy = 0;
    std::uint32_t first_waiting = none;
    std::uint32_t last_waiting = none;
  };

  static constexpr std::uint32_t none = 0xffffffffU;

  static void handle(void* context, simulated::PlainTask task) {
    auto& self = *static_cast<TandemOnWheel*>(context);
    switch (static_cast<Kind>(task.kind)) {
      case arrival:
        return self.arrive();
      case completion:
        return self.complete(task.detail, task.subject);
      case timeout:
        return self.time_out(task.subject);
    }
  }

  void arrive() {
    if (++arrived_ < options_.requests) {
      scheduler_.plain_at(scheduler_.now() + draws_.gap(), {.kind = arrival});
    }
    const std::uint32_t request = allocate();
    requests_[request].arrived = scheduler_.now();
    requests_[request].timeout = scheduler_.plain_at(scheduler_.now() + options_.timeout,
                                                     {.kind = timeout, .subject = request});
    enter(0, request);
    measure_peak();
  }

  void enter(std::uint16_t tier, std::uint32_t request) {
    Tier& state = tiers_[tier];
    if (state.busy < options_.servers) {
      ++state.busy;
      return serve(tier, request);
    }
    requests_[request].next = none;
    (state.last_waiting == none ? state.first_waiting : requests_[state.last_waiting].next) =
        request;
    state.last_waiting = request;
  }

  void serve(std::uint16_t tier, std::uint32_t request) {
    scheduler_.plain_at(scheduler_.now() + draws_.service(tier),
                        {.kind = completion, .detail = tier, .subject = request});
  }

  void complete(std::uint16_t tier, std::uint32_t request) {
    Tier& state = tiers_[tier];
    if (const std::uint32_t waiting = state.first_waiting; waiting != none) {
      state.first_waiting = requests_[waiting].next;
      if (state.first_waiting == none) {
        state.last_waiting = none;
      }
      serve(tier, waiting);
    } else {
      --state.busy;
    }
    if (tier + 1U < tier_count) {
      return enter(static_cast<std::uint16_t>(tier + 1U), request);
    }
    leave(request);
  }

  /// Only counted: the request goes on, so that the closed form holds.
  void time_out(std::uint32_t request) {
    requests_[request].timeout = simulated::no_node;
    ++result_.timed_out;
  }

  void leave(std::uint32_t request) {
    if (requests_[request].timeout != simulated::no_node) {
      scheduler_.plain_cancel(requests_[request].timeout);
    }
    result_.latency_sum += scheduler_.now() - requests_[request].arrived;
    ++result_.finished;
    requests_[request].next = free_;
    free_ = request;
  }

  std::uint32_t allocate() {
    if (free_ == none) {
      requests_.emplace_back();
      return static_cast<std::uint32_t>(requests_.size() - 1);
    }
    const std::uint32_t request = free_;
    free_ = requests_[request].next;
    return request;
  }

  void measure_peak() {
    const std::uint64_t in_flight = arrived_ - result_.finished;
    if (in_flight > result_.peak_in_flight) {
      result_.peak_in_flight = in_flight;
      const std::uint64_t arrivals = arrived_ < options_.requests ? 1 : 0;  // the one to come
      result_.peak_bytes = in_flight * sizeof(Request) + (scheduler_.waiting() - arrivals) *
                                                             simulated::TimingWheel::bytes_per_task;
    }
  }

  TandemOptions options_;
  TandemDraws draws_;
  simulated::Scheduler scheduler_;
  TandemResult result_;
  std::uint64_t arrived_ = 0;
  std::array<Tier, tier_count> tiers_{};
  std::vector<Request> requests_;
  std::uint32_t free_ = none;
};

}  // namespace firedrill::bench
