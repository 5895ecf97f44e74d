#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/core/time.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::mock {

/// Wall time by which something may be late in an honest live run: as much as the two worlds may
/// differ by, beside a scrape and an evaluation.
constexpr Duration honest_lateness = std::chrono::milliseconds{250};

/// Of its file, behind ServiceSettings::notes.
constexpr const char* late_turns_suffix = ".late";

/// Something that was due at one moment and came at another, on the machine's monotonic clock.
struct LateTurn {
  Duration due{};
  Duration came{};

  bool operator==(const LateTurn&) const = default;
};

/// Looks ten times a second whether this process gets its turn in time, and notes in a file when it
/// was later than that: a mock does no work, so it is late only where the machine is too slow. The
/// time for which the process was stopped (SIGSTOP) does not count.
class LateTurns {
 public:
  /// `path` empty: it does not look. The io_context must outlive it.
  LateTurns(boost::asio::io_context& context, std::string path);

 private:
  void await_continue();
  void await();
  void look();

  std::string path_;
  boost::asio::steady_timer timer_;
  boost::asio::signal_set continued_;
  std::optional<LateTurn> found_;  ///< noted at the next look, unless it was a stop
  bool was_stopped_ = false;
};

/// What stands in such a file; empty if there is none.
std::vector<LateTurn> read_late_turns(const std::string& path);

}  // namespace firedrill::mock
