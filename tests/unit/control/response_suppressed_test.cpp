// Faults of the response that come too late: an earlier one has changed it already.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/on_call.hpp"
#include "tests/unit/control/rehearsal.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Ten minutes in which customers are hurt from 2:00 on, Alice is on call, and two faults act.
struct TwoFaults : Rehearsal {
  TwoFaults(const std::string& one, const std::string& other) {
    scenario.script = steps(step_of("one", AtTime{1min}, R"("do": "inject", )" + one),
                            step_of("other", AtTime{1min}, R"("do": "inject", )" + other));
    bad = [](Duration second) { return second >= 2min ? 10 : 0; };
    scenario.customer_reports = {{.population = "clients", .after = Constant{10s}}};
    scenario.on_call = on_call_of({{.notify = "Alice", .escalates_after = 2min}});
    run();
    REQUIRE(journal.footer.faults.size() == 2);
  }

  const FaultTally& first() const { return journal.footer.faults[0]; }

  const FaultTally& second() const { return journal.footer.faults[1]; }
};

}  // namespace

TEST_CASE("a page that is lost is suppressed for whoever would have delayed it",
          "[unit][control][response_faults]") {
  const TwoFaults lost(R"("fault": "pager_lost")", R"("fault": "pager_late", "by": "1m")");

  CHECK(lost.first().injected > 0);
  CHECK(lost.second().injected == 0);
  CHECK(lost.second().suppressed_by == Suppressions{{"one", lost.first().injected}});
}

TEST_CASE("a page that is late is lost all the same", "[unit][control][response_faults]") {
  const TwoFaults late(R"("fault": "pager_late", "by": "1m")", R"("fault": "pager_lost")");

  CHECK(late.first().injected == late.second().injected);
  CHECK(late.second().suppressed_by.empty());
}

TEST_CASE("a scrape that Prometheus leaves out cannot fail", "[unit][control][response_faults]") {
  const TwoFaults down(R"("fault": "monitoring_down")",
                       R"("fault": "scrape_failure", "service": "server")");

  CHECK(down.second().injected == 0);
  REQUIRE(down.second().was_hidden());
  CHECK(down.second().suppressed() > 30);                     // each 15 s in nine minutes
  CHECK(down.second().suppressed() < down.first().injected);  // which has evaluations too
}

TEST_CASE("a scrape fails once", "[unit][control][response_faults]") {
  const TwoFaults failed(R"("fault": "scrape_failure", "service": "server")",
                         R"("fault": "scrape_failure", "service": "server", "share": "0%")");
  const TwoFaults twice(R"("fault": "scrape_failure", "service": "server")",
                        R"("fault": "scrape_failure", "service": "server")");

  CHECK(failed.second().touched_nothing());
  CHECK(twice.second().injected == 0);
  CHECK(twice.second().suppressed_by == Suppressions{{"one", twice.first().injected}});
}
