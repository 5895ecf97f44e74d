#include "harness/control/customers.hpp"

#include <utility>

#include <fmt/format.h>

namespace firedrill::control {
Customers::Customers(Timeline& timeline,
                     ResponseFaults& response,
                     const std::vector<CustomerReport>& reports,
                     Seed seed)
    : timeline_(timeline),
      response_(response) {
  for (const CustomerReport& report : reports) {
    entries_.push_back(
        {.report = report, .random = stream(seed, "customers/" + report.population + "/report")});
  }
}

void Customers::judge(const ImpactMonitor& impact) {
  const EventId window = impact.open_impact();
  for (Entry& entry : entries_) {
    const double bad = impact.bad_ratio(entry.report.population).value_or(0);
    if (window == EventId::none || window == entry.reported_for || bad <= 0) {
      continue;
    }
    if (std::exchange(entry.hurt_in, window) != window) {
      entry.first_bad = impact.first_bad(entry.report.population);
    }
    if (bad < entry.report.at_least_ratio) {
      continue;
    }
    entry.reported_for = window;
    const Duration after = entry.report.after.sample(entry.random);
    const CustomerReport& what = entry.report;
    const Instant first_bad = entry.first_bad;
    timeline_.scheduler().at(first_bad + after,
                             [this, &what, window, first_bad] { report(what, window, first_bad); });
  }
}

void Customers::report(const CustomerReport& report, EventId impact, Instant first_bad) {
  if (response_.tells_customers(first_bad)) {
    timeline_.record({.type = EventType::note,
                      .what = fmt::format("customers of {} read the status page and report nothing",
                                          report.population),
                      .cause = impact,
                      .subject = report.population,
                      .by = "customers"});
    return;
  }
  timeline_.record({.type = EventType::alert_firing,
                    .what = fmt::format("customers of {} report a failure", report.population),
                    .cause = impact,
                    .subject = "customer report: " + report.population,
                    .by = "customers"});
}

}  // namespace firedrill::control
