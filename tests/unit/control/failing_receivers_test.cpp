// Receivers that do not take what Alertmanager tells them.
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/unit/control/shift.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

const Told told_at_the_second_tick{
    "30 notification_failed", "90 notification_sent", "90 page_accepted", "90 page_delivered"};

}  // namespace

TEST_CASE("a receiver that refuses is tried again at the group's next tick", "[unit][control]") {
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 400, .until = 80s}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});

  CHECK(shift.told() == told_at_the_second_tick);
  const Event& failed = shift.last(EventType::notification_failed);
  CHECK(failed.what ==
        "pager answers 400 to Alertmanager, which tries again at the group's next tick");
  CHECK(detail(failed, "http") == "400");
  CHECK(detail(failed, "receiver") == "pager");
  CHECK(detail(failed, "alerts") == "1");
  CHECK(detail(failed, "flushed_ns") == "30000000000");
  CHECK(detail(failed, "waited_for") == "group_wait");
  CHECK(detail(shift.last(EventType::notification_sent), "waited_for") == "group_interval");
}

TEST_CASE("who takes the messages decides, but where the scenario does", "[unit][control]") {
  std::vector<std::string> asked;
  const control::Receiver receiver =
      [&](Instant at, const alertmanager::Notification& message, std::optional<int> forced) {
        asked.push_back(std::to_string(at.time_since_epoch() / 1s) + " " + message.receiver->name +
                        (forced ? " " + std::to_string(*forced) : ""));
        return forced.value_or(at < Instant{1min} ? 400 : 202);
      };
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 503, .until = 31s}}},
              receiver);
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});

  REQUIRE(asked.size() > 2);
  CHECK(asked.front() == "30 pager 503");
  CHECK(asked[asked.size() - 2] == "31 pager");
  CHECK(asked.back() == "90 pager");
  CHECK(detail(shift.last(EventType::notification_failed), "http") == "400");
  CHECK(shift.told().back() == "90 page_delivered");
}

TEST_CASE("a receiver that never answers is waited for until the group's next tick",
          "[unit][control]") {
  constexpr int never = AlertRouting::Failure::no_answer;
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = never, .until = 31s}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});

  CHECK(shift.told() == told_at_the_second_tick);
  const Event& failed = shift.last(EventType::notification_failed);
  CHECK(failed.what ==
        "pager does not answer Alertmanager, which waits for it until the group's next tick, and "
        "then tries again to tell what still fires");
  CHECK_FALSE(detail(failed, "http"));
}

TEST_CASE("one kind of a receiver's integrations may fail alone", "[unit][control]") {
  const auto told = [](const std::string& integration) {
    Shift shift(AlertRouting{.failures = {{.receiver = "both",
                                           .integration = integration,
                                           .status = AlertRouting::Failure::no_answer,
                                           .until = 1h}}});
    shift.fire("Errors", "both");
    shift.scheduler.run_until(Instant{50s});
    std::string all;
    for (const Event& event : shift.timeline.events()) {
      if (const auto kind = detail(event, "integration")) {
        all += fmt::format("{} {}; ", *kind, to_string(event.type));
      }
    }
    return all;
  };

  CHECK(told("pagerduty") == "pagerduty notification_failed; slack notification_sent; ");
  CHECK(told("slack") == "pagerduty notification_sent; slack notification_failed; ");
  CHECK(told("") == "pagerduty notification_failed; slack notification_failed; ");
}

TEST_CASE("a receiver that is down is tried again soon", "[unit][control]") {
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 503, .until = 31s}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{50s});

  const std::vector<std::string> told = shift.told();
  CHECK(told.front() == "30 notification_failed");
  CHECK(told.back() == "31 page_delivered");
  CHECK(detail(shift.last(EventType::notification_sent), "flushed_ns") == "30000000000");
}

TEST_CASE("a failure is of its receiver alone, and of its time", "[unit][control]") {
  Shift shift(
      AlertRouting{.failures = {{.receiver = "later", .status = 400, .until = 1h},
                                {.receiver = "pager", .status = 400, .until = 30s},
                                {.receiver = "pager", .status = 400, .from = 31s, .until = 1h}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{50s});

  CHECK(shift.told() == Told{"30 notification_sent", "30 page_accepted", "30 page_delivered"});
}

TEST_CASE("PagerDuty answers 429 to the 121st call within a minute", "[unit][control]") {
  Shift shift;
  for (int service = 0; service < 121; ++service) {
    const promql::Labels labels{{"alertname", "Errors"}, {"service", std::to_string(service)}};
    shift.fire(labels);
  }
  shift.scheduler.run_until(Instant{30s});

  std::size_t sent = 0;
  std::size_t failed = 0;
  for (const Event& event : shift.timeline.events()) {
    sent += event.type == EventType::notification_sent ? 1U : 0U;
    failed += event.type == EventType::notification_failed ? 1U : 0U;
  }
  CHECK(sent == 120);
  CHECK(failed == 1);
  CHECK(detail(shift.last(EventType::notification_failed), "http") == "429");

  shift.scheduler.run_until(Instant{100s});
  CHECK(shift.last(EventType::notification_sent).happened >= Instant{90s});
}
