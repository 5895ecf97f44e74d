#pragma once

#include <optional>
#include <string>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "mock_services/service/late_turn.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::mock {

/// Looks ten times a second whether this process gets its turn in time, and notes in a file when it
/// was later than that: a mock does no work, so it is late only where the machine is too slow. The
/// time for which the process was stopped (SIGSTOP) does not count.
class LateTurns {
 public:
  /// `path` empty: it does not look. The io_context must outlive it.
  LateTurns(boost::asio::io_context& context, std::string path);

  /// Notes what it has found and not noted yet.
  ~LateTurns();

  LateTurns(const LateTurns&) = delete;
  LateTurns& operator=(const LateTurns&) = delete;

 private:
  void await_continue();
  void await();
  void look();
  void note();

  std::string path_;
  boost::asio::steady_timer timer_;
  boost::asio::signal_set continued_;
  std::optional<LateTurn> found_;  ///< noted at the next look, unless it was a stop
  bool was_stopped_ = false;
};

}  // namespace firedrill::mock
