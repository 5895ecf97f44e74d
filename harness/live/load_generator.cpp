#include "harness/live/load_generator.hpp"

#include <algorithm>
#include <deque>
#include <numeric>
#include <utility>

#include "harness/live/descriptor_limit.hpp"

namespace firedrill::live {
namespace {

/// How often those who queue are looked through for clients who have given up.
constexpr Duration patience_check = std::chrono::milliseconds{10};

}  // namespace

struct LoadGenerator::State : std::enable_shared_from_this<LoadGenerator::State> {
  struct Crowd {
    LoadPopulation plan;
    Instant next{};
    TaskId arrival{};
    std::deque<Instant> queue = {};  ///< when those came whom no connection is free for
    std::deque<Instant> sent = {};   ///< when those came whose requests are under way, sorted
  };

  /// A client who has come.
  struct Visitor {
    std::size_t population = 0;
    Instant intended{};
  };

  State(Scheduler& chosen, OnResult heard, const LoadOptions& limits)
      : scheduler(chosen),
        on_result(std::move(heard)),
        connections(std::min(limits.connections, descriptor_limit() / 3)) {}

  void await_next(std::size_t index) {
    Crowd& crowd = crowds[index];
    const std::optional<Instant> next = crowd.plan.next_arrival();
    if (next) {
      crowd.next = *next;
      crowd.arrival = scheduler.at(*next, [this, index] { arrive(index); });
    }
  }

  void arrive(std::size_t index) {
    const Visitor visitor{.population = index, .intended = crowds[index].next};
    await_next(index);
    if (has_connection()) {
      send(visitor);
    } else {
      crowds[index].queue.push_back(visitor.intended);
      watch_queues();
    }
  }

  bool has_connection() const { return under_way < connections; }

  std::size_t queue_length() const {
    return std::accumulate(crowds.begin(), crowds.end(), std::size_t{}, [](auto sum, auto& crowd) {
      return sum + crowd.queue.size();
    });
  }

  /// Those whom no connection comes free for give up on time all the same.
  void watch_queues() {
    if (is_watching || queue_length() == 0) {
      return;
    }
    is_watching = true;
    watch = scheduler.after_wire(patience_check, [this] {
      is_watching = false;
      for (std::size_t index = 0; index < crowds.size(); ++index) {
        std::deque<Instant>& queue = crowds[index].queue;
        while (!queue.empty() && has_given_up({.population = index, .intended = queue.front()})) {
          give_up(take_from(index));
        }
      }
      watch_queues();
    });
  }

  bool has_given_up(const Visitor& visitor) const {
    return age(visitor) >= crowds[visitor.population].plan.timeout;
  }

  Visitor take_from(std::size_t index) {
    const Visitor visitor{.population = index, .intended = crowds[index].queue.front()};
    crowds[index].queue.pop_front();
    return visitor;
  }

  void give_up(const Visitor& visitor) {
    lateness.record(crowds[visitor.population].plan.timeout);
    end(visitor, {.code = code::timeout});
  }

  /// Wall time since a client has come.
  Duration age(const Visitor& visitor) const {
    return scheduler.wire_time(scheduler.now() - visitor.intended) + scheduler.lag();
  }

  void send(const Visitor& visitor) {
    Crowd& crowd = crowds[visitor.population];
    const Duration waited = age(visitor);
    if (waited >= crowd.plan.timeout) {
      give_up(visitor);
      return;
    }
    lateness.record(waited);
    ++under_way;
    note_sent(crowd.sent, visitor.intended);
    crowd.plan.send(crowd.plan.timeout - waited,
                    [weak = weak_from_this(), visitor](mock::CallAnswer answer) {
                      if (const auto self = weak.lock()) {
                        --self->under_way;
                        self->forget_sent(visitor);
                        self->end(visitor, std::move(answer));
                        self->send_next();
                      }
                    });
  }

  /// Nearly always at the end: who came first is sent first.
  static void note_sent(std::deque<Instant>& sent, Instant intended) {
    sent.insert(std::upper_bound(sent.begin(), sent.end(), intended), intended);
  }

  /// Those of one population who came at one instant are alike.
  void forget_sent(const Visitor& visitor) {
    std::deque<Instant>& sent = crowds[visitor.population].sent;
    sent.erase(std::lower_bound(sent.begin(), sent.end(), visitor.intended));
  }

  /// Who has waited longest comes first.
  void send_next() {
    while (has_connection()) {
      const auto first =
          std::min_element(crowds.begin(), crowds.end(), [](const Crowd& left, const Crowd& right) {
            return !left.queue.empty() &&
                   (right.queue.empty() || left.queue.front() < right.queue.front());
          });
      if (first == crowds.end() || first->queue.empty()) {
        return;
      }
      send(take_from(static_cast<std::size_t>(first - crowds.begin())));
    }
  }

  void end(const Visitor& visitor, mock::CallAnswer answer) const {
    const LoadPopulation& plan = crowds[visitor.population].plan;
    const bool gave_up = answer.code == code::timeout && !plan.retries;
    on_result({.population = visitor.population,
               .intended = visitor.intended,
               .latency = gave_up ? std::min(age(visitor), plan.timeout) : age(visitor),
               .answer = std::move(answer)});
  }

  Scheduler& scheduler;
  OnResult on_result;
  std::size_t connections;
  std::vector<Crowd> crowds;
  bool is_watching = false;
  TaskId watch{};
  std::size_t under_way = 0;
  Lateness lateness;
};

SendLoad send_to(http::Client& client, http::Origin origin, http::Request request) {
  return [&client, origin = std::move(origin), request = std::move(request)](
             Duration patience, std::function<void(mock::CallAnswer)> done) {
    client.send(origin, request, patience, [done = std::move(done)](http::Exchange exchange) {
      done(mock::answer_of(std::move(exchange)));
    });
  };
}

LoadGenerator::LoadGenerator(Scheduler& scheduler,
                             std::vector<LoadPopulation> populations,
                             OnResult on_result,
                             const LoadOptions& options)
    : state_(std::make_shared<State>(scheduler, std::move(on_result), options)) {
  for (LoadPopulation& population : populations) {
    state_->crowds.push_back({.plan = std::move(population)});
  }
}

LoadGenerator::~LoadGenerator() {
  stop();
  state_->scheduler.cancel(state_->watch);
}

void LoadGenerator::start() {
  for (std::size_t index = 0; index < state_->crowds.size(); ++index) {
    state_->await_next(index);
  }
}

void LoadGenerator::stop() {
  for (State::Crowd& crowd : state_->crowds) {
    state_->scheduler.cancel(crowd.arrival);
  }
}

std::size_t LoadGenerator::under_way() const {
  return state_->under_way + state_->queue_length();
}

std::vector<WaitingClient> LoadGenerator::waiting() const {
  std::vector<WaitingClient> clients;
  for (std::size_t index = 0; index < state_->crowds.size(); ++index) {
    const auto add = [&](Instant intended) {
      clients.push_back({.population = index,
                         .waited = state_->age({.population = index, .intended = intended})});
    };
    const State::Crowd& crowd = state_->crowds[index];
    std::for_each(crowd.sent.begin(), crowd.sent.end(), add);
    std::for_each(crowd.queue.begin(), crowd.queue.end(), add);
  }
  return clients;
}

const Lateness& LoadGenerator::send_lateness() const {
  return state_->lateness;
}

void LoadGenerator::forget_lateness() {
  state_->lateness = {};
}

}  // namespace firedrill::live
