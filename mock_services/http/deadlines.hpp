#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/core/time.hpp"

namespace firedrill::http {

/// A dead man's switch for what has been set by hand, by name: it is over in time, also if nobody
/// remembers it. Real time, on the executor's thread.
class Deadlines {
 public:
  using OnDue = std::function<void(const std::string& name)>;

  /// `on_due` is not called once this is gone.
  Deadlines(const boost::asio::any_io_executor& executor, OnDue on_due)
      : state_(std::make_shared<State>(State{executor, std::move(on_due)})) {}

  /// In place of the time that the name had before.
  void set(const std::string& name, Duration after);

  void forget(std::string_view name);

  void forget_all() { state_->timers.clear(); }

 private:
  struct State {
    boost::asio::any_io_executor executor;
    OnDue on_due;
    std::map<std::string, boost::asio::steady_timer, std::less<>> timers = {};
  };

  std::shared_ptr<State> state_;
};

}  // namespace firedrill::http
