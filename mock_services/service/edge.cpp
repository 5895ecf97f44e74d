#include "mock_services/service/edge.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace firedrill::mock {
namespace {

bool is_zero(const Distribution& distribution) {
  return distribution == Distribution{Constant{}};
}

}  // namespace

struct Edge::Ongoing::State {
  explicit State(boost::asio::io_context& context) : timer(context), deadline(context) {}

  /// A timer that had run out already when it was cancelled speaks of an attempt that is over.
  bool is_under_way(std::uint32_t attempt) const { return done && sent && attempts == attempt; }

  Edge* edge = nullptr;
  http::Request request;
  Done done;  ///< empty: nobody waits any more
  OnAttempt on_attempt;
  std::optional<Duration> timeout;  ///< of the attempt under way, or the next
  std::uint32_t attempts = 0;
  std::uint32_t era = 0;  ///< of the breaker, when it let the attempt through
  Instant sent_at{};      ///< wire clock
  bool sent = false;      ///< an attempt is on its way, not between two
  EventId cause = EventId::none;
  Upstream::Sending sending;
  boost::asio::steady_timer timer;     ///< network or back-off
  boost::asio::steady_timer deadline;  ///< of the attempt, if the network takes part of its time
};

void Edge::Ongoing::abandon() {
  const std::shared_ptr<State> state = state_.lock();
  if (!state || !state->done) {
    return;
  }
  state->done = nullptr;
  if (state->sent && state->edge->policy_.breaker) {
    state->edge->breaker_.abandoned(state->era);
  }
  state->sending.cancel();
  state->timer.cancel();
  state->deadline.cancel();
}

Edge::Edge(boost::asio::io_context& context,
           const Clock& clock,
           Upstream& upstream,
           Call policy,
           Seed seed,
           const std::string& name)
    : context_(context),
      clock_(clock),
      upstream_(upstream),
      policy_(std::move(policy)),
      request_network_(stream(seed, name + "/request")),
      answer_network_(stream(seed, name + "/answer")),
      retry_(stream(seed, name + "/retry")),
      share_(stream(seed, name + "/share")) {}

bool Edge::is_due() {
  return policy_.share >= 1 || share_.unit() < policy_.share;
}

Edge::Ongoing Edge::call(http::Request request, Done done, Options options) {
  const auto state = std::make_shared<Ongoing::State>(context_);
  state->edge = this;
  state->request = std::move(request);
  if (const std::string* caller = state->request.headers.find(caller_header);
      caller != nullptr && !caller->empty()) {
    const Duration age = clock_.incident() - Instant{};
    state->request.headers.set(caller_age_header, std::to_string(age.count()));
  }
  state->done = std::move(done);
  state->on_attempt = std::move(options.on_attempt);
  state->timeout = policy_.timeout;
  if (options.first_timeout > Duration::zero()) {
    state->timeout = options.first_timeout;
  }
  if (policy_.retry) {
    budget_.call_made(*policy_.retry);
  }
  // What ends at once must not end inside call().
  wait(state, Duration::zero(), [this, state] { attempt(state); });
  Ongoing ongoing;
  ongoing.state_ = state;
  return ongoing;
}

void Edge::wait(const StatePointer& state, Duration delay, std::function<void()> then) {
  state->timer.expires_after(delay);
  state->timer.async_wait([state, then = std::move(then)](const boost::system::error_code& error) {
    if (!error && state->done) {
      then();
    }
  });
}

void Edge::attempt(const StatePointer& state) {
  ++state->attempts;
  if (policy_.breaker) {
    const Breaker::Permit permit = breaker_.ask(*policy_.breaker, clock_.wire());
    if (!permit.granted) {
      retry_or_end(state, {.code = code::refused, .cause = last_cause_});
      return;
    }
    state->era = permit.era;
  }
  state->sent = true;
  state->sent_at = clock_.wire();
  const std::uint32_t number = state->attempts;
  if (is_zero(policy_.network)) {
    send(state);
    return;
  }
  if (state->timeout) {
    state->deadline.expires_after(*state->timeout);
    state->deadline.async_wait([this, state, number](const boost::system::error_code& error) {
      if (!error && state->is_under_way(number)) {
        state->sending.cancel();
        state->timer.cancel();
        attempt_ends(state, {.code = code::timeout});
      }
    });
  }
  wait(state, policy_.network.sample(request_network_), [this, state, number] {
    if (state->is_under_way(number)) {
      send(state);
    }
  });
}

void Edge::send(const StatePointer& state) {
  const bool has_network = !is_zero(policy_.network);
  const Duration timeout = has_network ? Duration::zero() : state->timeout.value_or(Duration{});
  state->sending =
      upstream_.send(state->request, timeout, [this, state, has_network](CallAnswer answer) {
        if (!state->done) {
          return;
        }
        if (!has_network) {
          attempt_ends(state, std::move(answer));
          return;
        }
        auto held = std::make_shared<CallAnswer>(std::move(answer));
        const std::uint32_t number = state->attempts;
        wait(state, policy_.network.sample(answer_network_), [this, state, held, number] {
          if (state->is_under_way(number)) {
            attempt_ends(state, std::move(*held));
          }
        });
      });
}

void Edge::attempt_ends(const StatePointer& state, CallAnswer answer) {
  state->sent = false;
  state->deadline.cancel();
  if (policy_.breaker) {
    if (is_failure(answer.code)) {
      breaker_.failed(*policy_.breaker, state->era, clock_.wire());
      last_cause_ = answer.cause;
    } else {
      breaker_.succeeded(state->era);
    }
  }
  if (state->on_attempt) {
    state->on_attempt(answer, clock_.wire() - state->sent_at);
  }
  retry_or_end(state, std::move(answer));
}

void Edge::retry_or_end(const StatePointer& state, CallAnswer answer) {
  state->cause = either(answer.cause, state->cause);
  if (!policy_.retry || !is_failure(answer.code) ||
      !budget_.may_retry(*policy_.retry, state->attempts)) {
    answer.cause = state->cause;
    std::exchange(state->done, nullptr)(std::move(answer));
    return;
  }
  state->timeout = policy_.timeout;
  const Duration backoff = retry_delay(*policy_.retry, state->attempts + 1U, retry_);
  wait(state, std::max(backoff, answer.retry_after), [this, state] { attempt(state); });
}

}  // namespace firedrill::mock
