#include <ctime>

#include <fmt/format.h>

#include "harness/journal/assess.hpp"
#include "tests/unit/journal/warned.hpp"

namespace firedrill::tests {
namespace {

/// An alert that comes and goes all the time while clients are hurt, each time with a pending one
/// that is dropped, a message, a page of low urgency that somebody takes late, and its end.
JournalBuilder flapping(int times) {
  JournalBuilder run(60s * (times + 2));
  run.event(0s, impact_started);
  for (int round = 1; round <= times; ++round) {
    const Duration at = 60s * round;
    const EventId pending = run.event(at - 40s, alert(alert_pending));
    run.event(at - 20s, alert(alert_dropped, pending));
    const EventId fired = run.event(at, alert(alert_firing));
    const EventId told = run.event(at + 1s, message(notification_sent, fired, "firing"));
    const EventId accepted =
        run.event(at + 1s,
                  Event{.type = page_accepted,
                        .cause = told,
                        .subject = "Errors",
                        .details = {{"urgency", "low"}, {"escalates_after_ns", "1000000000"}}});
    const EventId page =
        run.event(at + 2s, Event{.type = page_delivered, .cause = accepted, .subject = "ann"});
    run.event(at + 9s, Event{.type = acknowledged, .cause = page, .subject = "Errors"});
    const EventId over = run.event(at + 12s, alert(alert_resolved, fired));
    run.event(at + 13s, message(notification_sent, over, "resolved"));
    run.event(at + 13s, Event{.type = incident_resolved, .cause = over, .subject = "Errors"});
  }
  run.target("page", page_delivered, 10min);
  run.count_target("calm", {.quantity = Quantity::false_pages, .at_most = 0});
  return run;
}

/// Of the processor, in seconds, for all that a report rests on.
double time_to_judge(int times) {
  const JournalBuilder run = flapping(times);
  const std::clock_t begin = std::clock();
  CHECK(assess(run.build()).met() == 2);
  CHECK(warned(run) == Names{"for_reset", "low_urgency_waits"});
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("judging a run takes time in proportion to its alerts", "[unit][journal]") {
  const double few = time_to_judge(2000);  // more than caches hold, as a busy machine has less
  const double many = time_to_judge(8000);

  INFO(fmt::format("2000 alerts: {} s, 8000: {} s", few, many));
  CHECK(many < 12 * few);  // 4 to 7 times; 16 times if each looks at all
}

}  // namespace firedrill::tests
