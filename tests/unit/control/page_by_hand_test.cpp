#include <string>

#include <catch2/catch.hpp>

#include "harness/control/pager.hpp"
#include "harness/control/responders.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Two people: ann first by policy; bob can be paged by hand.
Scenario two_people() {
  Scenario scenario;
  OnCall& on_call = scenario.on_call;
  on_call.people = {{.name = "ann"}, {.name = "bob"}};
  on_call.policies = {{.name = "all", .levels = {{.targets = {{.index = 0}}}}},
                      {.levels = {{.targets = {{.index = 1}}}}}};
  on_call.by_hand = {{"all", 0}, {"bob", 1}};
  return scenario;
}

/// Who is paged for what somebody reports.
struct Report {
  EventId report(std::vector<std::pair<std::string, std::string>> details) {
    return timeline.record({.type = EventType::alert_firing,
                            .subject = "checkout is down",
                            .by = "support",
                            .details = std::move(details)});
  }

  std::vector<std::string> paged() {
    scheduler.run_until(scheduler.now() + 1min);
    std::vector<std::string> people;
    for (const Event& event : timeline.events()) {
      if (event.type == EventType::page_delivered) {
        people.push_back(event.by);
      }
    }
    return people;
  }

  Scenario scenario = two_people();
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::Pager pager{timeline, scenario, Seed{1}};
};

using People = std::vector<std::string>;

}  // namespace

TEST_CASE("a page by hand is an alert of whoever pages, about what it says", "[unit][control]") {
  Play play(
      steps(step_of("call",
                    AtTime{1min},
                    R"("do": "page", "text": "checkout is down", "to": "bob", "who": "desk")"),
            step_of("ring", AtTime{2min}, R"("do": "page", "text": "again")")));
  play.until(3min);

  REQUIRE(play.told() == People{"60 alert_firing call", "120 alert_firing ring"});
  const Event& first = play.events()[0];
  CHECK(first.what == "desk pages bob: checkout is down");
  CHECK(first.subject == "checkout is down");
  CHECK(first.by == "desk");
  CHECK(detail(first, "to") == "bob");
  CHECK(play.events()[1].by == "script");
  CHECK_FALSE(detail(play.events()[1], "to"));
}

TEST_CASE("somebody is paged by hand who is first in no policy", "[unit][control]") {
  Report report;
  report.report({{"to", "bob"}});

  CHECK(report.paged() == People{"bob"});
}

TEST_CASE("without a name whoever is on call is paged", "[unit][control]") {
  Report report;
  report.report({});

  CHECK(report.paged() == People{"ann"});
}

TEST_CASE("what a person reports is over when customers are well again", "[unit][control]") {
  Report report;
  report.timeline.record({.type = EventType::impact_started});
  report.report({{"to", "all"}});
  report.paged();
  const EventId recovered = report.timeline.record({.type = EventType::recovered});

  const Event& last = report.timeline.events().back();
  CHECK(last.type == EventType::incident_resolved);
  CHECK(last.cause == recovered);
}
