#pragma once

#include <vector>

#include "harness/control/impact.hpp"
#include "harness/control/response_faults.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Customers as a detector of their own: once a population hurts enough, somebody tells us, after a
/// delay counted from the first bad response. The report is an alert_firing by "customers", and it
/// pages. One report for each customer_reports entry and impact window; none where they would
/// report later than the status page has told them of it.
class Customers {
 public:
  /// Both must outlive it.
  Customers(Timeline& timeline,
            ResponseFaults& response,
            const std::vector<CustomerReport>& reports,
            Seed seed);

  /// After ImpactMonitor::judge_window() of the same second.
  void judge(const ImpactMonitor& impact);

 private:
  struct Entry {
    const CustomerReport& report;
    Rng random;
    EventId hurt_in = EventId::none;       ///< the last impact in which they were hurt
    Instant first_bad{};                   ///< their first bad response in it
    EventId reported_for = EventId::none;  ///< the last impact that was reported
  };

  void report(const CustomerReport& report, EventId impact, Instant first_bad);

  Timeline& timeline_;
  ResponseFaults& response_;
  std::vector<Entry> entries_;
};

}  // namespace firedrill::control
