#include "mock_services/service/upstream.hpp"

#include <utility>

namespace firedrill::mock {

struct Upstream::Sending::State {
  Upstream* upstream = nullptr;
  http::Request request;
  Duration timeout{};
  Done done;
  std::size_t tried = 0;
  http::ExchangeId exchange = {};
};

void Upstream::Sending::cancel() {
  if (const std::shared_ptr<State> state = state_.lock(); state && state->done) {
    state->done = nullptr;
    state->upstream->client_.cancel(state->exchange);
  }
  state_.reset();
}

Upstream::Sending Upstream::send(const http::Request& request, Duration timeout, Done done) {
  const auto state = std::make_shared<Sending::State>(Sending::State{
      .upstream = this, .request = request, .timeout = timeout, .done = std::move(done)});
  try_next(state);
  Sending sending;
  sending.state_ = state;
  return sending;
}

void Upstream::try_next(const std::shared_ptr<Sending::State>& state) {
  if (state->tried == replicas_.size()) {
    std::exchange(state->done, nullptr)({.code = code::refused});
    return;
  }
  ++state->tried;
  next_ = next_ % replicas_.size();
  const http::Origin& origin = replicas_[next_++];
  state->exchange =
      client_.send(origin, state->request, state->timeout, [this, state](http::Exchange exchange) {
        if (!state->done) {
          return;
        }
        if (exchange.reached == http::Reached::refused || tells_of_down(exchange)) {
          try_next(state);
          return;
        }
        std::exchange(state->done, nullptr)(answer_of(std::move(exchange)));
      });
}

}  // namespace firedrill::mock
