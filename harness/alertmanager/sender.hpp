#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/alertmanager/notification.hpp"
#include "harness/alertmanager/notification_log.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/scheduler.hpp"

namespace firedrill::alertmanager {

/// What a group wants to be told, once nothing mutes it.
struct Flush {
  const Route* route = nullptr;
  const Receiver* receiver = nullptr;
  std::string group_key = {};
  promql::Labels group_labels = {};
  std::vector<NotifiedAlert> alerts = {};
  Instant due{};         ///< when it was
  bool is_first = true;  ///< of the group
};

/// Tells each integration of a receiver what the notification log says that it does not know, tries
/// again after failures, and writes down what was told.
///
/// An attempt that fails is followed by another with exponential back-off, counted from its begin
/// (0.5 s, half as much again each time up to a minute, each drawn between half and one and a half
/// of it), until the flush's time is over: the group interval, but 10 s at least, and the wait for
/// peers. Source: notify/notify.go, RetryStage, and cenkalti/backoff 4.
class Sender {
 public:
  struct Options {
    Seed seed{};
    Duration peer_wait{};     ///< before each notification, for peers that come first in a cluster
    OnUntold on_untold = {};  ///< may be empty
  };

  /// Whether all integrations were told or had not to be.
  using Done = std::function<void(bool)>;

  /// All must outlive it, and it the tasks that it has submitted.
  Sender(Scheduler& scheduler, NotificationLog& log, Options options, Deliver deliver);

  /// Calls `done` once, now or later.
  void send(Flush flush, Done done);

 private:
  struct Batch {
    Flush flush;
    Done done;
    std::size_t open = 0;  ///< integrations whose end is awaited
    bool all_told = true;
  };

  /// One integration of a flush.
  struct Sending {
    std::shared_ptr<Batch> batch;
    const Integration* integration = nullptr;
    AlertSets sets = {};
    Notification notification = {};
    bool in_flight = false;
    Instant next_attempt{};
    Duration back_off{};
    TaskId deadline = {};
    TaskId next = {};
  };

  using Id = std::uint64_t;

  void begin(const std::shared_ptr<Batch>& batch, const Integration& integration);
  void decide(Id id);
  void attempt(Id id);
  void end_attempt(Id id, std::uint32_t attempt, Delivery delivery);
  void report_known(const Sending& sending) const;
  void write_down(const Sending& sending);
  void end(Id id, bool told);
  Duration draw_back_off(Sending& sending);
  static std::string log_key(const Sending& sending);

  Scheduler& scheduler_;
  NotificationLog& log_;
  Options options_;
  Deliver deliver_;
  std::map<Id, Sending> sendings_;
  std::map<std::string, Rng> jitter_;  // of each integration
  Id begun_ = 0;
};

}  // namespace firedrill::alertmanager
