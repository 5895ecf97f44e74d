#include <string>

#include <catch2/catch.hpp>

#include "harness/journal/assess.hpp"
#include "harness/journal/target_text.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

TargetResult judged(JournalBuilder builder, QuantityTarget rule) {
  builder.journal().header.targets.clear();
  builder.count_target(std::string(to_string(rule.quantity)), rule);
  return assess(builder.build()).targets.front();
}

JournalBuilder calm() {
  JournalBuilder builder(10min);
  builder.traffic({.to = 600s, .good = 40});
  return builder;
}

}  // namespace

TEST_CASE("a quantity has a name that leads back to it", "[unit][journal]") {
  CHECK(to_string(Quantity::impact_windows) == "impact_windows");
  CHECK(quantity_from("failed_requests") == Quantity::failed_requests);
  CHECK(quantity_from("pages") == Quantity::pages);
  CHECK_FALSE(quantity_from("outages").has_value());
}

TEST_CASE("a run without impact can be met by counts alone", "[unit][journal]") {
  JournalBuilder builder = calm();
  builder.count_target("pages", {.quantity = Quantity::pages, .at_most = 0});
  builder.count_target("failed_requests",
                       {.quantity = Quantity::failed_requests, .at_most = 0.001, .ratio = true});

  CHECK(assess(builder.build()).verdict == RunVerdict::met);
}

TEST_CASE("limits of a count are inclusive", "[unit][journal]") {
  JournalBuilder builder = calm();
  builder.event(10s, page_delivered);
  builder.event(20s, page_delivered);

  CHECK(judged(builder, {.at_most = 2}).status == TargetStatus::met);
  CHECK(judged(builder, {.at_most = 1}).status == TargetStatus::missed);
  CHECK(judged(builder, {.at_least = 2}).status == TargetStatus::met);
  CHECK(judged(builder, {.at_least = 3}).status == TargetStatus::missed);
  CHECK(judged(builder, {.at_most = 5, .at_least = 1}).margin_count == 1);
}

TEST_CASE("failed requests are limited as a count or as a share", "[unit][journal]") {
  const JournalBuilder seed = tests::seed_incident();
  const auto failed = [&](double at_most, bool ratio) {
    return judged(seed,
                  {.quantity = Quantity::failed_requests, .at_most = at_most, .ratio = ratio});
  };

  CHECK(failed(54000, false).status == TargetStatus::met);
  CHECK(failed(53999, false).status == TargetStatus::missed);
  CHECK(failed(0.5, true).status == TargetStatus::met);
  CHECK(failed(0.5, true).actual_count == 0.5);
  CHECK(failed(0.4, true).status == TargetStatus::missed);
}

TEST_CASE("requests before t = 0 are not counted", "[unit][journal]") {
  JournalBuilder builder(10min);
  builder.traffic({.from = -10s, .to = 0s, .bad = 7});
  builder.traffic({.to = 10s, .good = 40});

  CHECK(judged(builder, {.quantity = Quantity::failed_requests, .at_most = 0}).status ==
        TargetStatus::met);
}

TEST_CASE("no requests at all are no data, not zero failures", "[unit][journal]") {
  const TargetResult result =
      judged(JournalBuilder(10min), {.quantity = Quantity::failed_requests, .at_most = 0});

  CHECK(result.status == TargetStatus::no_data);
  CHECK(sentence(result) == "failed_requests has no data: not a single request was answered");
}

TEST_CASE("a run that was cut short keeps only what more time could not change",
          "[unit][journal]") {
  JournalBuilder builder = calm();
  builder.event(10s, page_delivered);
  builder.journal().complete = false;

  CHECK(judged(builder, {.at_most = 0}).status == TargetStatus::missed);
  CHECK(judged(builder, {.at_most = 1}).status == TargetStatus::no_data);
  CHECK(judged(builder, {.at_least = 1}).status == TargetStatus::met);
  CHECK(judged(builder, {.at_least = 2}).status == TargetStatus::no_data);
}

TEST_CASE("a page is false when no impact stands behind its alert", "[unit][journal]") {
  JournalBuilder builder = calm();
  const QuantityTarget none{.quantity = Quantity::false_pages, .at_most = 0};
  const EventId alert = builder.event(
      10s, Event{.type = alert_firing, .what = "alert_firing", .subject = "Disk", .by = "alert"});
  builder.event(15s, page_delivered, alert);

  SECTION("nothing else happens") {
    CHECK(judged(builder, none).status == TargetStatus::missed);
  }
  SECTION("impact starts while the alert fires") {
    builder.event(20s, impact_started);
    CHECK(judged(builder, none).status == TargetStatus::met);
  }
  SECTION("the alert still fires when an impact starts much later") {
    const EventId fault = builder.event(5min, fault_injected);
    builder.event(5min + 2s, impact_started, fault);
    CHECK(judged(builder, none).status == TargetStatus::missed);
  }
  SECTION("an impact starts much later, and nobody knows why") {
    builder.event(5min, impact_started);
    CHECK(judged(builder, none).status == TargetStatus::missed);
  }
  SECTION("the alert fires before the impact, and after what led to it") {
    JournalBuilder slow = calm();
    const EventId leak = slow.event(5s, fault_injected);
    const EventId early = slow.event(
        10s, Event{.type = alert_firing, .what = "alert_firing", .subject = "Disk", .by = "alert"});
    slow.event(15s, page_delivered, early);
    slow.event(5min, impact_started, leak);
    CHECK(judged(slow, none).status == TargetStatus::met);
  }
  SECTION("the alert is resolved before the impact") {
    builder.event(18s, Event{.type = alert_resolved, .what = "alert_resolved", .subject = "Disk"});
    builder.event(20s, impact_started);
    CHECK(judged(builder, none).status == TargetStatus::missed);
  }
}

TEST_CASE("a heartbeat's page is false only if nothing has kept its sign away", "[unit][journal]") {
  const auto false_pages_with = [](bool is_explained) {
    JournalBuilder builder = calm();
    const EventId hang = builder.event(
        10s, Event{.type = EventType::note, .what = "Prometheus hangs", .by = "prometheus"});
    const EventId missed = builder.event(70s,
                                         Event{.type = alert_firing,
                                               .what = "alert_firing",
                                               .cause = is_explained ? hang : EventId::none,
                                               .subject = "switch",
                                               .by = "heartbeat"});
    builder.event(71s, page_delivered, missed);
    return judged(builder, {.quantity = Quantity::false_pages, .at_most = 0}).status;
  };

  CHECK(false_pages_with(true) == TargetStatus::met);
  CHECK(false_pages_with(false) == TargetStatus::missed);
}

TEST_CASE("a customer's late report of an impact that is over is no false page",
          "[unit][journal]") {
  JournalBuilder builder = calm();
  const EventId impact = builder.event(20s, impact_started);
  builder.event(40s, recovered, impact);
  const EventId report = builder.event(200s,
                                       Event{.type = alert_firing,
                                             .what = "alert_firing",
                                             .cause = impact,
                                             .subject = "report",
                                             .by = "customers"});
  builder.event(201s, page_delivered, report);

  CHECK(judged(builder, {.quantity = Quantity::false_pages, .at_most = 0}).status ==
        TargetStatus::met);
  CHECK(judged(builder, {.quantity = Quantity::missed_detections, .at_most = 0}).status ==
        TargetStatus::met);
  CHECK(judged(builder, {.quantity = Quantity::impact_windows, .at_most = 1}).status ==
        TargetStatus::met);
}
