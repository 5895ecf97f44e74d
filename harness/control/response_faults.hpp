#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/control/timeline.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/world.hpp"
#include "harness/faults/fault.hpp"

namespace firedrill::control {

/// Carries out the faults that act on the response itself: on Prometheus, on the pager, on the
/// tools of those who act. It stands in front of the World, whichever that is, and passes on all
/// else; so these faults are the same in every world, and no world knows of them.
///
/// A fault of the response is counted for each scrape, evaluation, alert, page or operation that it
/// changed, and each update of or look at the status page; all of these were noticed, so `observed`
/// says the same. What an earlier fault had changed so that a later one could not is suppressed.
class ResponseFaults final : public World {
 public:
  /// Both must outlive it.
  ResponseFaults(Timeline& timeline, World& world, Seed seed);

  /// Whether Prometheus hangs now; one scrape, of that target, or evaluation that it leaves out is
  /// counted.
  bool leaves_out(std::optional<std::size_t> target = std::nullopt);

  /// What happens to a page that leaves now.
  struct PageFate {
    PageVerdict verdict = {};
    std::string fault = {};  ///< id of the one that did it; of several the last to lose or delay it
  };

  PageFate fate_of_page();

  /// Whether customers who look at the status page now read of what has hurt them since then; one
  /// look that a fault keeps from them is counted.
  bool tells_customers(Instant since);

  /// An alert leaves Prometheus, told of by the event `alert`: calls `arrive` when it is where it
  /// goes, now or later, after all that left before it. Told is the first arrival of each event
  /// that a fault has delayed; Prometheus sends again what goes on.
  void send_alert(EventId alert, std::function<void()> arrive);

  void start(WorldListener listener, Completion done) override;
  void perform(const Operation& operation, EventId cause, Completion done) override;
  std::vector<ScrapeTarget> scrape_targets() const override;
  void scrape(std::size_t target, ScrapeCompletion done) override;
  std::vector<FaultTally> fault_tallies() const override;
  void stop() override;

 private:
  /// What a fault draws and counts for itself.
  struct Memory {
    FaultState state;
    Rng random;
  };

  struct Entry {
    FaultSpec spec;
    Memory memory;
    Memory hidden;  ///< the same, of what others had changed before
    Instant began{};
    bool active = false;
    FaultTally tally = {};

    /// Of this kind and active; null: it is not.
    template <class Kind>
    const Kind* as() const {
      return active ? std::get_if<Kind>(&spec.fault) : nullptr;
    }
  };

  Outcome begin(const FaultSpec& spec, EventId cause);
  Outcome end(Entry& entry);
  Entry* find(std::string_view id);
  bool takes(const Entry& entry, Memory& memory) const;
  PageVerdict word_on_page(const Entry& entry, Memory& memory) const;
  bool count_first(const std::function<bool(Entry&)>& acts);
  Entry* scrape_failed_by(std::size_t target, const Entry* before);
  bool is_down() const;
  bool is_status_page_down();
  OperationResult post_status();
  void note_prometheus(bool was_down, EventId cause);
  Entry* forcing(EventId cause);
  void count_forced(Entry& forced);
  void force(Entry& forced, const Operation& operation, EventId cause, Completion done);
  std::optional<ReplicaRange> same_range(const Operation& operation, const std::string& service);
  std::size_t replicas_of_service(const std::string& service);
  Duration delay_of_alert(EventId alert);
  void note_late(EventId alert, const std::string& fault, Duration late);
  bool hits(const Entry& entry, std::size_t target) const;

  Timeline& timeline_;
  World& world_;
  Seed seed_;
  std::vector<ScrapeTarget> targets_;
  std::vector<Entry> faults_;      // in the order in which they were injected first
  std::set<EventId> late_alerts_;  // that were counted, by the events that told of them
  std::size_t delayer_ = 0;        // of the alerts under way: which of the faults
  std::size_t alerts_under_way_ = 0;
  Instant last_arrival_ = Instant::min();   // of them
  Instant status_posted_ = Instant::min();  // the last update on the status page
};

}  // namespace firedrill::control
