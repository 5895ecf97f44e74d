#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/alertmanager/alert.hpp"
#include "harness/alertmanager/config.hpp"
#include "harness/alertmanager/dispatcher.hpp"
#include "harness/alertmanager/inhibitor.hpp"
#include "harness/alertmanager/notification.hpp"
#include "harness/alertmanager/notification_log.hpp"
#include "harness/alertmanager/sender.hpp"
#include "harness/alertmanager/silences.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/scheduler.hpp"

namespace firedrill::alertmanager {

struct Options {
  Seed seed{};
  OnUntold on_untold = {};           ///< may be empty
  OnTie on_tie = {};                 ///< may be empty
  std::int64_t unix_ns_at_zero = 0;  ///< what calendars show at Instant{}, for time intervals
  Duration peer_wait{};              ///< place in the cluster * --cluster.peer-timeout
  Duration retention = std::chrono::hours{120};           ///< --data.retention
  Duration log_maintenance = std::chrono::minutes{15};    ///< --data.maintenance-interval
  Duration alert_maintenance = std::chrono::minutes{30};  ///< --alerts.gc-interval
  Duration group_maintenance = std::chrono::seconds{30};  ///< fixed in Alertmanager
};

/// Alertmanager 0.25 on a Scheduler: takes in alerts and tells receivers of them when, and as often
/// as, the real one would. tests/oracle/alertmanager_oracle.py compares the two.
///
/// It leaves out what takes the real one milliseconds, restarts, and the gossip of a cluster, of
/// which it knows the wait only.
class Alertmanager {
 public:
  /// The configuration and the scheduler must outlive it, and it the tasks that it submits.
  Alertmanager(const Config& config, Scheduler& scheduler, Options options, Deliver deliver);

  /// Takes in an alert that fires or is resolved. Refused, with the reason, without labels, or if
  /// it ends before it starts.
  std::optional<Error> post(SentAlert sent);

  /// From now on; see Silences.
  Result<SilenceId> add_silence(Silence silence) { return silences_.add(std::move(silence)); }

  bool expire_silence(SilenceId id) { return silences_.expire(id, scheduler_.now()); }

 private:
  void flush(const Dispatcher::Group& group,
             std::vector<NotifiedAlert> alerts,
             std::function<void(bool)> done);
  std::optional<Untold::Why> muted(const Dispatcher::Group& group,
                                   const promql::Labels& labels,
                                   Duration ago) const;
  bool concerns_receiver(const Dispatcher::Group& group, const NotifiedAlert& notified) const;
  void report_tie(const Dispatcher::Group& group, Tie tie) const;
  void report_muted(const Dispatcher::Group& group,
                    const NotifiedAlert& notified,
                    Untold::Why why) const;
  bool in_one_of(const std::vector<std::size_t>& intervals, Instant now) const;
  void repeat(Duration interval, const Task& task);

  const Config& config_;
  Scheduler& scheduler_;
  Options options_;
  std::map<promql::Labels, Alert> alerts_;  // as last posted, until they are resolved
  std::uint64_t posts_ = 0;
  Inhibitor inhibitor_;
  Silences silences_;
  NotificationLog log_;
  Sender sender_;
  Dispatcher dispatcher_;
};

}  // namespace firedrill::alertmanager
