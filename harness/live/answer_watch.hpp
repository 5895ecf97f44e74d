#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/live/punctuality.hpp"
#include "harness/live/scheduler.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// A process that answers GET /healthz at once whatever it is busy with, if it gets its turns.
struct WatchedProcess {
  http::Origin origin = {};
  bool answers = false;     ///< it is up, and no fault has stopped it
  std::uint64_t state = 0;  ///< another number after each start and each stop
};

/// Asks processes whether they live, four times a second of wall time, and measures how long each
/// answer takes. On a machine that keeps up it takes milliseconds, whatever the scenario does: what
/// comes later than mock::honest_lateness waited for the machine, in a socket or in a queue of
/// handlers, where no timer is late. The next question follows a late answer at once, so that
/// nothing goes unseen. What was started or stopped since the round before is left out.
///
/// Everything happens on the Scheduler's thread; it must outlive this.
class AnswerWatch {
 public:
  /// The processes in the same order each time, however many there are.
  using Look = std::function<std::vector<WatchedProcess>()>;

  AnswerWatch(Scheduler& scheduler, Look look);
  ~AnswerWatch();
  AnswerWatch(const AnswerWatch&) = delete;
  AnswerWatch& operator=(const AnswerWatch&) = delete;

  void start();

  /// Asks no more. An answer that is still waited for counts as if it came now.
  void stop();

  /// How late the answers of that process were, so far.
  Punctuality of(std::size_t process) const;

 private:
  struct Question {
    std::optional<std::uint64_t> calm = {};  ///< the state in the last round, if it could answer
    std::optional<Duration> asked = {};      ///< when, monotonic; none: no question is open
    Punctuality answers;
  };

  void ask_all();
  void ask(std::size_t index, const WatchedProcess& process, Duration now);
  void heard(std::size_t index, std::uint64_t state, http::Reached reached);
  bool note(Question& question, Duration now);

  Scheduler& scheduler_;
  Look look_;
  http::Client client_;  ///< keeps no connection: each question goes to whoever listens now
  std::vector<Question> questions_;
  TaskId round_{};
  bool running_ = false;
};

}  // namespace firedrill::live
