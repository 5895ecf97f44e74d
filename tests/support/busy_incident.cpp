#include "tests/support/busy_incident.hpp"

#include <string>

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using enum EventType;

void describe(JournalBuilder& builder) {
  JournalHeader& header = builder.journal().header;
  header.scenario = "busy";
  header.title = "A <b>bit</b> of everything | \x1b[31mred\x1b[0m & more";
  header.scenario_text =
      "{\n  \"targets\": {\"detect\": \"2m\", \"recover\": \"5m\",\n"
      "    \"pages\": {\"at_most\": 1}}\n}\n";
  header.inputs = {{"busy.json", std::string(64, 'b')}};
  header.seed = 42;
  header.starts_at_unix_ns = 1'709'164'800'000'000'000;  // 2024-02-29T00:00:00Z
  header.utc_offset_minutes = -210;
  header.populations = {"shop", "api|v2"};
  header.without = "warm-up";
  builder.target({.name = "detect",
                  .rule = DurationTarget{.to = alert_firing, .by = "alert", .within = 2min},
                  .source = {26, 30}});
  builder.target({.name = "recover",
                  .rule = DurationTarget{.to = recovered, .within = 5min},
                  .source = {43, 47}});
  builder.target(
      {.name = "acknowledge",
       .rule = DurationTarget{.from = page_delivered, .to = acknowledged, .within = 1min},
       .known_miss = "OPS-7"});
  builder.target(
      {.name = "expected.impact",
       .rule =
           DurationTarget{
               .to = impact_started, .within = 3min, .at_least = 1min, .from_start = true},
       .known_miss = "OPS-8"});
  builder.count_target("pages", {.at_most = 1});
  builder.journal().header.targets.back().source = {62, 76};
  builder.count_target(
      "failed_requests",
      {.quantity = Quantity::failed_requests, .at_most = 0.5, .at_least = 0.01, .ratio = true});
}

EventId begin(JournalBuilder& builder) {
  builder.event(0s, {.type = steady_state_met, .what = "both populations are well"});
  const EventId fault = builder.event(30s,
                                      {.type = fault_injected,
                                       .what = "crash_loop in shop: lives 10s, backoff 5s",
                                       .subject = "shop",
                                       .step = "boom",
                                       .by = "script",
                                       .details = {{"action", "inject"}}});
  for (int round = 0; round < 20; ++round) {
    const Duration at = 31s + round * 15s;
    builder.event(at, {.type = replica_down, .what = "shop-1 is down", .cause = fault});
    builder.event(at + 5s, {.type = replica_up, .what = "shop-1 is up", .cause = fault});
  }
  const EventId deploy = builder.event(60s,
                                       {.type = rollout_started,
                                        .what = "shop 1.0 -> 2.0, rolling, 3 batches",
                                        .subject = "shop",
                                        .step = "release",
                                        .by = "script",
                                        .details = {{"action", "deploy"}}});
  for (const char* batch : {"1", "2", "3"}) {
    builder.event(60s + 20s * (batch[0] - '0'),
                  {.type = rollout_step,
                   .what = "shop: batch " + std::string(batch) + " of 3 runs 2.0",
                   .cause = deploy,
                   .step = "release",
                   .details = {{"action", "deploy"}}});
  }
  return builder.event(
      122s,
      {.type = impact_started,
       .what = "in 10s, 9 of 80 responses to shop, api|v2 were bad, mostly timeout",
       .cause = fault,
       .subject = "shop, api|v2"},
      124s);
}

EventId notice(JournalBuilder& builder, EventId impact) {
  for (const Duration at : {130s, 150s, 170s}) {
    builder.event(at,
                  {.type = alert_pending, .what = "SlowShop is pending", .subject = "SlowShop"});
  }
  const EventId report = builder.event(140s,
                                       {.type = alert_firing,
                                        .what = "customers of shop report a failure",
                                        .cause = impact,
                                        .subject = "customer report: shop",
                                        .by = "customers"});
  builder.event(141s, {.type = notification_sent, .what = "to the pager", .cause = report});
  builder.event(
      150s,
      {.type = page_lost, .what = "the page to ann never arrived", .cause = report, .by = "ann"});
  const EventId alert = builder.event(230s,
                                      {.type = alert_firing,
                                       .what = "SlowShop fires",
                                       .cause = impact,
                                       .subject = "SlowShop",
                                       .by = "alert"});
  const EventId page = builder.event(
      235s, {.type = page_delivered, .what = "ann is paged", .cause = alert, .by = "ann"});
  const EventId next = builder.event(
      300s, {.type = escalated, .what = "not acknowledged in time, on to bob", .cause = page});
  const EventId second = builder.event(
      301s, {.type = page_delivered, .what = "bob is paged", .cause = next, .by = "bob"});
  return builder.event(
      330s,
      {.type = acknowledged, .what = "bob acknowledges SlowShop", .cause = second, .by = "bob"});
}

void respond(JournalBuilder& builder, EventId taken, EventId impact) {
  const EventId wrong = builder.event(350s,
                                      {.type = diagnosed,
                                       .what = "\"it is the `database`\"\n(it was not)",
                                       .cause = taken,
                                       .by = "bob"});
  builder.event(360s,
                {.type = action_refused,
                 .what = "rollback of release: the deploy tool is down",
                 .cause = wrong,
                 .step = "undo",
                 .by = "bob",
                 .outcome = "refused",
                 .details = {{"action", "rollback"}}});
  const EventId purge =
      builder.event(420s,
                    {.type = action_started,
                     .what = "purge tokens of shop",
                     .cause = taken,
                     .by = "bob",
                     .details = {{"action", "purge_cache"}, {"why", "the tokens may be stale"}}});
  const EventId purged = builder.event(425s,
                                       {.type = action_finished,
                                        .what = "the cache was empty",
                                        .cause = purge,
                                        .by = "bob",
                                        .outcome = "no_effect",
                                        .details = {{"action", "purge_cache"}}});
  const EventId cleared = builder.event(
      480s,
      {.type = fault_cleared, .what = "crash_loop in shop ends", .cause = purged, .step = "boom"});
  const EventId calm =
      builder.event(480s, {.type = mitigated, .what = "well again", .cause = cleared}, 490s);
  builder.event(
      480s, {.type = recovered, .what = "clients have been well for 1m", .cause = calm}, 550s);
  builder.event(520s, {.type = alert_resolved, .what = "SlowShop is quiet", .subject = "SlowShop"});
  builder.event(560s,
                {.type = impact_started,
                 .what = "in 10s, 5 of 40 responses to shop were bad, all timeout",
                 .cause = impact},
                570s);
  builder.event(570s, {.type = mitigated, .what = "well again, too early to say"}, 580s);
}

}  // namespace

JournalBuilder busy_incident() {
  JournalBuilder builder(10min);
  describe(builder);
  const EventId impact = begin(builder);
  respond(builder, notice(builder, impact), impact);
  for (Duration second = 0s; second < 600s; second += 1s) {
    const bool hurt = second >= 122s && second < 480s;
    const bool again = second >= 560s && second < 570s;
    builder.traffic({.population = "shop",
                     .from = second,
                     .to = second + 1s,
                     .good = hurt ? 20U : 40U,
                     .bad = hurt ? 20U : (again ? 5U : 0U),
                     .code = "timeout",
                     .cause = EventId{2}});
    builder.traffic({.population = "api|v2",
                     .from = second,
                     .to = second + 1s,
                     .good = 8,
                     .bad = hurt ? 2U : 0U,
                     .code = "503"});
    builder.journal().traffic.back().shed = hurt ? 3 : 0;
  }
  builder.fault({.id = "boom",
                 .kind = "crash_loop",
                 .injected_by = EventId{2},
                 .planned = 1,
                 .started = 1,
                 .injected = 20,
                 .observed = 7160});
  builder.fault({.id = "slow|db", .kind = "latency", .planned = 1});
  builder.fault({.id = "late",
                 .kind = "memory_leak",
                 .planned = 1,
                 .started = 1,
                 .suppressed_by = {{.by = "boom", .count = 2}}});
  builder.journal().footer.starts = ProcessStarts{.count = 20, .p50 = 12ms, .p99 = 1500ms};
  return builder;
}

}  // namespace firedrill::tests
