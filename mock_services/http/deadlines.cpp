#include "mock_services/http/deadlines.hpp"

namespace firedrill::http {

void Deadlines::set(const std::string& name, Duration after) {
  forget(name);
  boost::asio::steady_timer& timer =
      state_->timers.try_emplace(name, state_->executor, after).first->second;
  timer.async_wait([weak = std::weak_ptr(state_), name](const boost::system::error_code& error) {
    const std::shared_ptr<State> state = weak.lock();
    if (error || !state) {
      return;
    }
    // A wait that had ended already when the name was set anew is none of the new timer's.
    const auto found = state->timers.find(name);
    if (found != state->timers.end() &&
        found->second.expiry() <= boost::asio::steady_timer::clock_type::now()) {
      state->timers.erase(found);
      state->on_due(name);
    }
  });
}

void Deadlines::forget(std::string_view name) {
  if (const auto found = state_->timers.find(name); found != state_->timers.end()) {
    state_->timers.erase(found);
  }
}

}  // namespace firedrill::http
