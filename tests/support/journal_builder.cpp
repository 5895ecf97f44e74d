#include "tests/support/journal_builder.hpp"

#include <cassert>
#include <fstream>
#include <sstream>
#include <utility>

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

/// Where the value of a key stands in the scenario: the first `"key": ` and up to the next comma or
/// line end.
Span span_of_value(const std::string& text, const std::string& key) {
  const std::string mark = '"' + key + "\": ";
  const std::size_t targets = text.find("\"targets\"");
  const std::size_t begin = text.find(mark, targets) + mark.size();
  return {begin, text.find_first_of(",\n", begin)};
}

DurationTarget within(EventType from, EventType to, Duration limit) {
  return {.from = from, .to = to, .within = limit};
}

void describe_seed(JournalBuilder& builder) {
  using enum EventType;
  JournalHeader& header = builder.journal().header;
  header.scenario = "auth-upgrade-2023-11-09";
  header.title = "Auth upgrade shipped straight to production";
  header.scenario_text = scenario_text("auth-upgrade-2023-11-09.json");
  header.starts_at_unix_ns = 1'699'519'500'000'000'000;  // 2023-11-09T09:45:00+01:00
  header.utc_offset_minutes = 60;
  const std::pair<const char*, DurationTarget> targets[] = {
      {"detect", within(impact_started, alert_firing, 1min)},
      {"page", within(impact_started, page_delivered, 1min)},
      {"acknowledge", within(page_delivered, acknowledged, 11min)},
      {"rollback", within(impact_started, rollback_completed, 21min)},
      {"recover", within(impact_started, recovered, 24min)}};
  for (const auto& [name, rule] : targets) {
    builder.target(
        {.name = name, .rule = rule, .source = span_of_value(header.scenario_text, name)});
  }
}

/// Up to the outage: the version takes effect at the end of its rollout.
EventId play_to_impact(JournalBuilder& builder) {
  using enum EventType;
  builder.event(0s, {.type = steady_state_met, .what = "every population is well"});
  const Event release{
      .subject = "server", .step = "release", .by = "script", .details = {{"action", "deploy"}}};
  Event started = release;
  started.type = rollout_started;
  started.what = "server 4.2.0 -> 5.0.0, all at once";
  const EventId deploy = builder.event(0s, started);
  Event step = release;
  step.type = rollout_step;
  step.what = "server 4.2.0 -> 5.0.0 takes effect on 6 of 6 replicas";
  step.cause = deploy;
  const EventId changed = builder.event(900s, step);
  Event finished = started;
  finished.type = rollout_finished;
  finished.what += ": done";
  finished.cause = changed;
  finished.outcome = "ok";
  builder.event(900s, finished);
  return builder.event(900s + 37ms,
                       {.type = impact_started,
                        .what = "in 10s, 36 of 400 responses to clients were bad, all 500",
                        .cause = changed,
                        .subject = "clients",
                        .details = {{"code", "500"}, {"bad", "36"}, {"responses", "400"}}},
                       901s);
}

/// Up to the end of the rollback at 2130 s.
EventId play_to_rollback(JournalBuilder& builder) {
  using enum EventType;
  const EventId alert = builder.event(930s,
                                      {.type = alert_firing,
                                       .what = "HighErrorRatio fires",
                                       .cause = play_to_impact(builder),
                                       .subject = "HighErrorRatio",
                                       .by = "alert"});
  const EventId page = builder.event(930s,
                                     {.type = page_delivered,
                                      .what = "primary is paged",
                                      .cause = alert,
                                      .subject = "HighErrorRatio",
                                      .by = "primary"});
  const EventId taken = builder.event(1530s,
                                      {.type = acknowledged,
                                       .what = "primary acknowledges HighErrorRatio",
                                       .cause = page,
                                       .subject = "HighErrorRatio",
                                       .by = "primary"});
  Event undo{.type = rollback_started,
             .what = "server 5.0.0 -> 4.2.0, all at once",
             .cause = taken,
             .subject = "server",
             .step = "undo",
             .by = "primary",
             .details = {{"action", "rollback"}}};
  undo.cause = builder.event(1830s, undo);
  undo.type = rollback_completed;
  undo.what = "server 5.0.0 -> 4.2.0 is installed on 6 of 6 replicas, to run from their next start";
  undo.outcome = "ok";
  return builder.event(2130s, undo);
}

void restart_and_recover(JournalBuilder& builder, EventId cause) {
  using enum EventType;
  const EventId start = builder.event(2130s,
                                      {.type = action_started,
                                       .what = "restart of server, all at once",
                                       .cause = cause,
                                       .subject = "server",
                                       .step = "response-1-2",
                                       .by = "primary",
                                       .details = {{"action", "restart"}}});
  for (const char* change : {"down", "up"}) {
    const bool up = std::string_view(change) == "up";
    for (int replica = 0; replica < 6; ++replica) {
      const std::string name = "server-" + std::to_string(replica);
      builder.event(up ? 2250s : 2130s,
                    {.type = up ? replica_up : replica_down,
                     .what = name + " is " + change,
                     .cause = start,
                     .subject = name});
    }
  }
  const EventId end = builder.event(2250s,
                                    {.type = action_finished,
                                     .what = "restart of server, all at once: done",
                                     .cause = start,
                                     .subject = "server",
                                     .step = "response-1-2",
                                     .by = "primary",
                                     .outcome = "ok",
                                     .details = {{"action", "restart"}}});
  const EventId calm = builder.event(
      2250s, {.type = mitigated, .what = "clients are well for 10s", .cause = end}, 2260s);
  builder.event(2310s,
                {.type = alert_resolved,
                 .what = "HighErrorRatio is resolved",
                 .cause = calm,
                 .subject = "HighErrorRatio",
                 .by = "alert"});
  builder.event(
      2250s,
      {.type = recovered, .what = "clients are well again, and stay so for 1m", .cause = calm},
      2320s);
}

}  // namespace

JournalBuilder::JournalBuilder(Duration lasts) {
  journal_.header.firedrill = "0.1.0";
  journal_.header.scenario = "example";
  journal_.header.scenario_text = "{}\n";
  journal_.header.inputs = {{"example.json", std::string(64, 'a')}};
  journal_.header.lasts = lasts;
  journal_.header.populations = {"clients"};
  journal_.footer = {.ended = Instant{lasts}, .digest = "0123456789abcdef", .tasks = 1234};
  journal_.complete = true;
}

EventId JournalBuilder::event(Duration happened, Event event, Duration known) {
  event.id = static_cast<EventId>(journal_.events.size() + 1);
  event.happened = Instant{happened};
  event.known = Instant{known == Duration::min() ? happened : known};
  journal_.events.push_back(std::move(event));
  return journal_.events.back().id;
}

EventId JournalBuilder::event(Duration happened, EventType type, EventId cause) {
  return event(happened, Event{.type = type, .what = std::string(to_string(type)), .cause = cause});
}

JournalBuilder& JournalBuilder::traffic(const TrafficSpan& span) {
  for (Duration second = span.from; second < span.to; second += 1s) {
    TrafficRecord record{.population = span.population, .second = Instant{second}};
    record.good = span.good;
    record.bad = span.bad;
    if (span.good > 0) {
      record.outcomes.emplace_back("200", span.good);
      record.latency.emplace_back(92, span.good);
    }
    if (span.bad > 0) {
      record.first_bad = Instant{second + 37ms};
      record.outcomes.emplace_back(span.code, span.bad);
      record.bad_outcomes.emplace_back(span.code, span.bad);
      if (span.bad_latency > Duration{}) {
        record.latency.emplace_back(latency_bucket(span.bad_latency), span.bad);
      }
    }
    if (span.cause != EventId::none) {
      record.causes.push_back({.cause = span.cause, .bad = span.bad});
    }
    journal_.traffic.push_back(std::move(record));
  }
  return *this;
}

JournalBuilder& JournalBuilder::target(TargetDefinition target) {
  journal_.header.targets.push_back(std::move(target));
  return *this;
}

JournalBuilder& JournalBuilder::target(std::string name, EventType to, Duration limit) {
  return target({.name = std::move(name), .rule = within(EventType::impact_started, to, limit)});
}

JournalBuilder& JournalBuilder::count_target(std::string name, QuantityTarget rule) {
  return target({.name = std::move(name), .rule = rule});
}

JournalBuilder& JournalBuilder::fault(FaultTally fault) {
  journal_.footer.faults.push_back(std::move(fault));
  return *this;
}

JournalBuilder seed_incident() {
  JournalBuilder builder;
  describe_seed(builder);
  restart_and_recover(builder, play_to_rollback(builder));
  builder.event(45min, {.type = EventType::run_ended, .what = "the scenario is over"});
  const EventId deployed = EventId{3};
  builder.traffic({.to = 900s, .good = 40})
      .traffic({.from = 900s, .to = 2250s, .bad = 40, .cause = deployed})
      .traffic({.from = 2250s, .to = 2700s, .good = 40});
  return builder;
}

JournalBuilder seed_without_restart() {
  JournalBuilder builder;
  describe_seed(builder);
  play_to_rollback(builder);
  builder.event(45min, {.type = EventType::run_ended, .what = "the scenario is over"});
  builder.traffic({.to = 900s, .good = 40})
      .traffic({.from = 900s, .to = 2700s, .bad = 40, .cause = EventId{3}});
  return builder;
}

JournalBuilder quiet_seed() {
  JournalBuilder builder;
  describe_seed(builder);
  builder.traffic({.to = 2700s, .good = 40});
  return builder;
}

std::string scenario_text(std::string_view name) {
  std::ifstream file(std::string(FIREDRILL_ROOT "/scenarios/") + std::string(name));
  assert(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace firedrill::tests
