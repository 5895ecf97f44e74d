#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

#include "bench/tandem.hpp"

namespace firedrill::bench {

/// The event loop that everybody writes first: a binary heap of closures. It cannot cancel, so a
/// timeout stays queued until it is due and then finds its request gone.
class ClosureEngine {
 public:
  Instant now() const { return now_; }

  void at(Instant due, std::function<void()> task) {
    queue_.push(Event{due, next_number_++, std::move(task)});
  }

  bool run_one() {
    if (queue_.empty()) {
      return false;
    }
    // top() is const, but moving the task out leaves the order of (due, number) as it is.
    Event event = std::move(const_cast<Event&>(queue_.top()));
    queue_.pop();
    now_ = event.due;
    event.task();
    return true;
  }

 private:
  struct Event {
    Instant due;
    std::uint64_t number;
    std::function<void()> task;

    bool operator<(const Event& other) const {  // the heap's top is the largest
      return due != other.due ? due > other.due : number > other.number;
    }
  };

  Instant now_{};
  std::uint64_t next_number_ = 0;
  std::priority_queue<Event> queue_;
};

/// The same chain on that engine, in the style that goes with it: shared requests, capturing
/// lambdas.
class TandemOnClosures {
 public:
  explicit TandemOnClosures(const TandemOptions& options) : options_(options), draws_(options) {}

  /// Until every request has left; timeouts that are still queued then do not count.
  TandemResult run() {
    engine_.at(Instant{draws_.gap()}, [this] { arrive(); });
    while (result_.finished < options_.requests && engine_.run_one()) {
    }
    return result_;
  }

 private:
  struct Request {
    Instant arrived;
    bool done = false;
  };

  using RequestPointer = std::shared_ptr<Request>;

  struct Tier {
    unsigned busy = 0;
    std::deque<RequestPointer> waiting;
  };

  void arrive() {
    if (++arrived_ < options_.requests) {
      engine_.at(engine_.now() + draws_.gap(), [this] { arrive(); });
    }
    const auto request = std::make_shared<Request>(Request{engine_.now()});
    engine_.at(engine_.now() + options_.timeout, [this, request] {
      if (!request->done) {
        ++result_.timed_out;
      }
    });
    enter(0, request);
  }

  void enter(std::size_t tier, const RequestPointer& request) {
    if (tiers_[tier].busy < options_.servers) {
      ++tiers_[tier].busy;
      serve(tier, request);
    } else {
      tiers_[tier].waiting.push_back(request);
    }
  }

  void serve(std::size_t tier, const RequestPointer& request) {
    engine_.at(engine_.now() + draws_.service(tier),
               [this, tier, request] { complete(tier, request); });
  }

  void complete(std::size_t tier, const RequestPointer& request) {
    Tier& state = tiers_[tier];
    if (state.waiting.empty()) {
      --state.busy;
    } else {
      serve(tier, state.waiting.front());
      state.waiting.pop_front();
    }
    if (tier + 1 < tier_count) {
      return enter(tier + 1, request);
    }
    request->done = true;
    result_.latency_sum += engine_.now() - request->arrived;
    ++result_.finished;
  }

  TandemOptions options_;
  TandemDraws draws_;
  ClosureEngine engine_;
  TandemResult result_;
  std::uint64_t arrived_ = 0;
  std::array<Tier, tier_count> tiers_{};
};

}  // namespace firedrill::bench
