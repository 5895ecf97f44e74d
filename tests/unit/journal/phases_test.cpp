#include "harness/journal/phases.hpp"

#include <map>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/journal/counts.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

std::map<std::string_view, Phase> phases_of(const JournalBuilder& builder) {
  std::map<std::string_view, Phase> by_name;
  for (const Phase& phase : phases(builder.build(), impact_windows(builder.build()))) {
    by_name.emplace(phase.name, phase);
  }
  return by_name;
}

IncidentClocks clocks_of(const JournalBuilder& builder) {
  return incident_clocks(builder.build(), impact_windows(builder.build()));
}

}  // namespace

TEST_CASE("the seed incident has the phases that its minutes say", "[unit][journal]") {
  const auto phase = phases_of(firedrill::tests::seed_incident());

  REQUIRE(phase.size() == 10);
  CHECK(phase.at("time_to_impact").length == 900s + 37ms);
  CHECK(phase.at("time_to_detect").length == 30s - 37ms);
  CHECK(phase.at("alert_delivery_latency").length == 0s);
  CHECK(phase.at("time_to_page").length == 30s - 37ms);
  CHECK(phase.at("time_to_ack").length == 10min);
  CHECK(phase.at("time_to_decide").length == 5min);
  CHECK(phase.at("rollback_duration").length == 5min);
  CHECK(phase.at("time_to_mitigate").length == 1350s - 37ms);
  CHECK(phase.at("time_to_recover").length == 1350s - 37ms);
  CHECK(phase.at("alert_reset_lag").length == 1min);
  for (const auto& [name, one] : phase) {
    INFO(name);
    CHECK_FALSE(one.censored);
  }
}

TEST_CASE("the seed incident runs on two clocks", "[unit][journal]") {
  const IncidentClocks clocks = clocks_of(firedrill::tests::seed_incident());

  CHECK(clocks.from_change == 2250s);
  CHECK(clocks.from_impact == 1350s - 37ms);
  CHECK_FALSE(clocks.censored);
}

TEST_CASE("what never came is censored and as long as the run could watch", "[unit][journal]") {
  const auto phase = phases_of(firedrill::tests::seed_without_restart());
  const IncidentClocks clocks = clocks_of(firedrill::tests::seed_without_restart());

  CHECK(phase.at("time_to_recover").censored);
  CHECK(phase.at("time_to_recover").length == 1800s - 37ms);
  CHECK_FALSE(phase.at("rollback_duration").censored);
  CHECK_FALSE(phase.at("alert_reset_lag").length.has_value());
  CHECK(clocks.from_change == 2700s);
  CHECK(clocks.censored);
}

TEST_CASE("a phase whose beginning never came has no length", "[unit][journal]") {
  const auto phase = phases_of(firedrill::tests::quiet_seed());

  REQUIRE(phase.size() == 10);
  for (const auto& [name, one] : phase) {
    INFO(name);
    CHECK_FALSE(one.length.has_value());
    CHECK_FALSE(one.censored);
  }
  CHECK_FALSE(clocks_of(firedrill::tests::quiet_seed()).from_impact.has_value());
}

TEST_CASE("a page that nobody took leaves the acknowledgement censored", "[unit][journal]") {
  JournalBuilder builder(10min);
  const EventId impact = builder.event(100s, impact_started);
  const EventId alert = builder.event(
      110s, Event{.type = alert_firing, .what = "a", .cause = impact, .subject = "a"});
  builder.event(115s, page_delivered, alert);

  const auto phase = phases_of(builder);

  CHECK(phase.at("alert_delivery_latency").length == 5s);
  CHECK(phase.at("time_to_ack").length == 485s);
  CHECK(phase.at("time_to_ack").censored);
  CHECK_FALSE(phase.at("time_to_decide").length.has_value());
  CHECK_FALSE(phase.at("time_to_impact").length.has_value());
}

TEST_CASE("an automatic rollback is decided from the alert on", "[unit][journal]") {
  JournalBuilder builder(10min);
  const EventId impact = builder.event(100s, impact_started);
  const EventId alert = builder.event(110s, alert_firing, impact);
  builder.event(120s, Event{.type = action_started, .what = "load test", .by = "script"});
  builder.event(125s,
                Event{.type = rollback_started, .what = "undo", .cause = alert, .by = "rollout"});

  CHECK(phases_of(builder).at("time_to_decide").length == 15s);
}

TEST_CASE("customer impact is the time of all impacts without the calm between them",
          "[unit][journal]") {
  JournalBuilder builder(10min);
  const EventId change = builder.event(50s, rollout_started);
  builder.event(100s, impact_started, change);
  builder.event(150s, recovered);
  builder.event(200s, impact_started, change);
  builder.event(320s, recovered);

  CHECK(clocks_of(builder).from_change == 270s);
  CHECK(clocks_of(builder).from_impact == 170s);
}

TEST_CASE("pages, false pages and requests are counted", "[unit][journal]") {
  const Journal seed = firedrill::tests::seed_incident().build();

  const IncidentCounts counts = count(seed, impact_windows(seed));

  CHECK(counts.traffic.requests() == 108000);
  CHECK(counts.pages == 1);
  CHECK(counts.false_pages == 0);
}

TEST_CASE("the error budget is what the target for failed requests allows", "[unit][journal]") {
  const auto consumed = [](std::optional<QuantityTarget> target) {
    JournalBuilder builder = firedrill::tests::seed_incident();
    if (target) {
      builder.count_target("failed_requests", *target);
    }
    return count(builder.build(), {}).budget_consumed;
  };
  const auto failed = Quantity::failed_requests;

  // 54,000 of the 108,000 requests failed.
  CHECK(consumed(QuantityTarget{.quantity = failed, .at_most = 0.1, .ratio = true}) == Approx(5));
  CHECK(consumed(QuantityTarget{.quantity = failed, .at_most = 108000}) == Approx(0.5));
  CHECK_FALSE(consumed(std::nullopt));
  CHECK_FALSE(consumed(QuantityTarget{.quantity = failed, .at_most = 0}));
  CHECK_FALSE(consumed(QuantityTarget{.quantity = failed, .at_least = 1}));
  CHECK_FALSE(consumed(QuantityTarget{.quantity = Quantity::pages, .at_most = 7}));
}
