#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/behaviour/breaker.hpp"
#include "harness/behaviour/retry.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/service.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/upstream.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::mock {

/// One way from this process to a service that it calls: its policy, and what is remembered from
/// call to call (breaker, retry budget, random streams). All it refers to must outlive it.
class Edge {
 public:
  using Done = std::function<void(CallAnswer)>;
  /// Hears of every attempt that was answered or failed, before it is retried, and how long it took
  /// (wire clock).
  using OnAttempt = std::function<void(const CallAnswer&, Duration)>;

  /// `name` keys the random streams: "call/edge->server", of one replica.
  Edge(boost::asio::io_context& context,
       const Clock& clock,
       Upstream& upstream,
       Call policy,
       Seed seed,
       const std::string& name);

  /// A call under way: all its attempts, with back-off between them. Holding it keeps nothing
  /// alive; letting it go does not end the call.
  class Ongoing {
   public:
    Ongoing() = default;

    /// The caller gave up: `done` is not called.
    void abandon();

   private:
    friend class Edge;
    struct State;
    std::weak_ptr<State> state_;
  };

  struct Options {
    OnAttempt on_attempt = {};
    /// Wall time for the first attempt, where part of its timeout is over; zero: all of it.
    Duration first_timeout = {};
  };

  /// `done` is called once, never from inside call().
  Ongoing call(http::Request request, Done done, Options options);

  Ongoing call(http::Request request, Done done) {
    return call(std::move(request), std::move(done), Options{});
  }

  /// Whether this request makes the call at all; a draw for each question if not all of them do.
  bool is_due();

  const Call& policy() const { return policy_; }

 private:
  using StatePointer = std::shared_ptr<Ongoing::State>;

  void attempt(const StatePointer& state);
  void send(const StatePointer& state);
  void attempt_ends(const StatePointer& state, CallAnswer answer);
  void retry_or_end(const StatePointer& state, CallAnswer answer);
  void wait(const StatePointer& state, Duration delay, std::function<void()> then);

  boost::asio::io_context& context_;
  const Clock& clock_;
  Upstream& upstream_;
  Call policy_;
  Breaker breaker_ = {};
  RetryBudget budget_ = {};
  EventId last_cause_ = EventId::none;  ///< of the last failure, for what the breaker turns away
  Rng request_network_;
  Rng answer_network_;
  Rng retry_;
  Rng share_;
};

}  // namespace firedrill::mock
