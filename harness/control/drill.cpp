#include "harness/control/drill.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/control/history.hpp"
#include "harness/control/judge.hpp"
#include "harness/control/missing_metrics.hpp"
#include "harness/control/steady_state.hpp"
#include "harness/core/rng.hpp"
#include "harness/scenario/rule_groups.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

constexpr Duration one_second = std::chrono::seconds{1};
constexpr Duration one_minute = std::chrono::minutes{1};
/// How long after a second's end its window is judged: its last responses have been told by then.
constexpr Duration telling_time = std::chrono::milliseconds{500};

/// Those that firedrill itself evaluates: where a real Prometheus raises the alerts, what it
/// records for the queries of steps.
std::vector<rules::RuleGroup> own_rules_of(const Scenario& scenario) {
  std::vector<rules::RuleGroup> groups = rule_groups_of(scenario);
  if (scenario.live.detector == Detector::external) {
    for (rules::RuleGroup& group : groups) {
      std::erase_if(group.rules, [](const rules::Rule& rule) {
        return rule.kind == rules::Rule::Kind::alerting;
      });
    }
  }
  return groups;
}

}  // namespace

Drill::Drill(const Scenario& scenario,
             Seed seed,
             Scheduler& scheduler,
             World& world,
             const Recorder& recorder)
    : scenario_(scenario),
      seed_(seed),
      scheduler_(scheduler),
      world_(world),
      recorder_(recorder),
      reach_(reach_of(scenario)),
      timeline_(scheduler, [this](const Event& event) { recorder_.on_event(event); }),
      response_faults_(timeline_, world, seed),
      impact_(timeline_, scenario.impact),
      scraper_(scheduler, response_faults_, store_, scenario),
      triggers_(store_),
      alerts_(timeline_,
              own_rules_of(scenario),
              store_,
              impact_,
              {.evaluation_interval = scenario.monitoring.evaluation_interval,
               .external_labels = promql::Labels(scenario.monitoring.external_labels)}),
      alertmanager_config_(Notifier::config_of(scenario)),
      customers_(timeline_, response_faults_, scenario.customer_reports, seed),
      probes_(scheduler, world, scenario),
      health_checks_(timeline_, probes_, scenario, impact_, seed),
      heartbeats_(timeline_, scenario, impact_),
      pager_(timeline_, scenario, seed),
      responders_(timeline_, pager_, scenario, seed),
      director_(timeline_, response_faults_, scenario, seed),
      desk_(timeline_, pager_, director_, impact_) {
  scraper_.pause_while([this](std::size_t target) { return is_prometheus_down(target); });
  pager_.is_hit_by(response_faults_);
  alerts_.take_as_signs_of_life(signs_of_life(scenario));
  alerts_.explain_by(scraper_);
  watch_selectors(alerts_.groups(), store_);
  if (scenario.live.detector == Detector::external) {
    outside_monitoring_.emplace(timeline_, impact_, scenario);
    pager_.leave_alerts_to_alertmanager();
  } else if (alertmanager_config_) {
    notifier_.emplace(timeline_, *alertmanager_config_, scenario, seed, recorder.receiver);
    alerts_.send_to([this](const rules::SentAlert& alert, EventId cause) {
      response_faults_.send_alert(cause, [this, alert, cause] { notifier_->post(alert, cause); });
    });
    pager_.leave_alerts_to_alertmanager();
  } else {
    alerts_.send_to([this](const rules::SentAlert& alert, EventId cause) {
      if (heartbeats_.watch(alert)) {
        response_faults_.send_alert(cause, [this, alert] { heartbeats_.on_sent(alert); });
      }
    });
  }
}

Journal Drill::run(JournalHeader header) {
  journal_.header = std::move(header);
  start();
  bool complete = pass_time_until(Instant{});
  if (complete && is_well()) {
    begin_script();
    complete = pass_time_until(Instant{scenario_.lasts});
  }
  finish(complete);
  journal_.events = timeline_.events();
  return std::move(journal_);
}

void Drill::start() {
  started_ = {.outcome = Outcome::timed_out,
              .detail = outside_monitoring_
                            ? "the services, Prometheus and Alertmanager were not ready at t = 0"
                            : "the services never got ready"};
  world_.start({.on_traffic = [this](TrafficRecord record) { take_traffic(std::move(record)); },
                .on_replica = [this](const ReplicaChange& change) { note_replica(change); }},
               [this](const OperationResult& result) { started_ = result; });
  scraper_.start(seed_);
}

/// False if the run was interrupted.
bool Drill::pass_time_until(Instant end) {
  do {
    scheduler_.run_until(std::min(end, scheduler_.now() + one_minute));
    if (recorder_.interrupted && recorder_.interrupted()) {
      return false;
    }
  } while (scheduler_.now() < end);
  return true;
}

/// Judges the steady state, at t = 0.
bool Drill::is_well() {
  const bool has_history = scraper_.release_history(reach_);
  std::vector<std::string> violations{started_.detail};
  if (started_.outcome == Outcome::ok) {
    violations =
        steady_state_violations(scenario_, impact_, store_, scraper_.timestamp_ms(Instant{}));
  }
  impact_.forget_before_window(Instant{});
  if (!has_history) {
    violations.push_back(fmt::format(
        "the queries look back {}, which takes more than {} million samples of the time before: "
        "shorten the longest range or lengthen \"scrape_interval\"",
        to_text(reach_.longest),
        History::most_samples / 1'000'000));
  }
  for (const std::string& violation : violations) {
    timeline_.record({.type = EventType::steady_state_failed, .what = violation});
  }
  if (violations.empty()) {
    timeline_.record({.type = EventType::steady_state_met, .what = "every population is well"});
  }
  return violations.empty();
}

void Drill::begin_script() {
  director_.start();
  if (outside_monitoring_) {
    outside_monitoring_->begin();
  }
  health_checks_.start();
  heartbeats_.start();
  start_evaluations();
  scheduler_.at(Instant{one_second + telling_time}, [this] { tick_second(); });
  for (const Monitoring::Outage& outage : scenario_.monitoring.outages) {
    note_at(Instant{outage.from},
            {.what = "Prometheus hangs: it neither scrapes nor evaluates",
             .details = {{"prometheus", "down"}}});
    note_at(Instant{outage.until},
            {.what = "Prometheus goes on", .details = {{"prometheus", "up"}}});
  }
}

void Drill::note_at(Instant when, Event note) {
  note.by = "prometheus";
  scheduler_.at(when, [this, note = std::move(note)] { timeline_.record(note); });
}

bool Drill::is_prometheus_down(std::optional<std::size_t> target) {
  return scenario_.monitoring.is_down(scheduler_.now()) || response_faults_.leaves_out(target);
}

void Drill::tick_second() {
  const Instant end{std::chrono::floor<std::chrono::seconds>(scheduler_.now().time_since_epoch())};
  scheduler_.at(end + one_second + telling_time, [this] { tick_second(); });
  impact_.judge_window(end);
  customers_.judge(impact_);
}

/// Aligned grids begin at t = 0. Random ones have a phase for each group, as Prometheus gives each
/// one of its own (rules/manager.go, EvalTimestamp), and one for the triggers.
void Drill::start_evaluations() {
  if (!scenario_.monitoring.random_offset) {
    scheduler_.post([this] { tick_evaluation(); });
    for (const Duration interval : alerts_.own_intervals()) {
      scheduler_.post([this, interval] { tick_rules(interval); });
    }
    return;
  }
  const auto first = [&](const std::string& name, Duration interval) {
    Rng random = stream(seed_, "monitoring/evaluation" + name);
    return Instant{random.between(Duration{0}, interval - Duration{1})};
  };
  std::map<std::string, std::size_t> of_that_name;  // in several files
  for (std::size_t group = 0; group < alerts_.groups().size(); ++group) {
    const std::string& name = alerts_.groups()[group].name;
    due_.push_back(
        first(fmt::format("/{}/{}", of_that_name[name]++, name), alerts_.interval_of(group)));
  }
  scheduler_.at(first("", scenario_.monitoring.evaluation_interval), [this] { tick_evaluation(); });
  if (!due_.empty()) {
    scheduler_.at(*std::min_element(due_.begin(), due_.end()), [this] { tick_due_groups(); });
  }
}

/// The groups whose time it is, in their order. Unlike on an aligned grid nothing is waited for:
/// with random grids some scrape may always be under way.
void Drill::tick_due_groups() {
  const Instant now = scheduler_.now();
  std::vector<std::size_t> groups;
  for (std::size_t group = 0; group < due_.size(); ++group) {
    if (due_[group] <= now) {
      groups.push_back(group);
      do {  // what was missed is not made up for
        due_[group] += alerts_.interval_of(group);
      } while (due_[group] <= now);
    }
  }
  scheduler_.at(*std::min_element(due_.begin(), due_.end()), [this] { tick_due_groups(); });
  // Behind the scrapes of this instant.
  scheduler_.post([this, groups = std::move(groups)] {
    if (is_prometheus_down()) {
      return;
    }
    for (const std::size_t group : groups) {
      alerts_.evaluate_group(group, scraper_.timestamp_ms(scheduler_.now()));
    }
  });
}

void Drill::tick_evaluation() {
  scheduler_.after(scenario_.monitoring.evaluation_interval, [this] { tick_evaluation(); });
  // Scrapes of this instant come first: posted behind them, and run when they have completed.
  scheduler_.post([this] {
    if (due_.empty()) {
      scraper_.when_idle([this] { evaluate(); });
    } else {
      evaluate();
    }
  });
}

/// The same for the groups of rules with an interval of their own.
void Drill::tick_rules(Duration interval) {
  scheduler_.after(interval, [this, interval] { tick_rules(interval); });
  scheduler_.post([this, interval] {
    scraper_.when_idle([this, interval] {
      if (!is_prometheus_down()) {
        alerts_.evaluate(scraper_.timestamp_ms(scheduler_.now()), interval);
      }
    });
  });
}

void Drill::evaluate() {
  if (is_prometheus_down()) {
    return;
  }
  const std::int64_t t_ms = scraper_.timestamp_ms(scheduler_.now());
  if (due_.empty()) {
    alerts_.evaluate(t_ms);
  }
  heartbeats_.on_evaluation();
  director_.on_evaluation([this, t_ms](const promql::Expression& query) -> Result<bool> {
    const Result<promql::Value> value = triggers_.evaluate(query, t_ms);
    if (!value) {
      return value.error();
    }
    return returns_something(*value);
  });
  store_.drop_before(t_ms - promql::to_ms(reach_.longest + promql::look_back));
}

void Drill::take_traffic(TrafficRecord record) {
  impact_.on_traffic(record);
  if (record.second < Instant{}) {
    return;  // the time before is not counted
  }
  recorder_.on_traffic(record);
  journal_.traffic.push_back(std::move(record));
}

void Drill::note_replica(const ReplicaChange& change) {
  std::string what =
      fmt::format("{}-{} is {}", change.service, change.replica, change.up ? "up" : "down");
  if (change.overrun > Duration::zero()) {
    what += fmt::format(", {} later than its startup says", brief(change.overrun));
  }
  timeline_.record({.type = change.up ? EventType::replica_up : EventType::replica_down,
                    .what = std::move(what),
                    .cause = change.cause,
                    .subject = change.service,
                    .by = "world"});
}

/// The last second, of which the world has told by now.
void Drill::judge_last_second() {
  const Instant end{std::chrono::floor<std::chrono::seconds>(scenario_.lasts)};
  impact_.judge_window(end);
  customers_.judge(impact_);
  impact_.judge_end(Instant{scenario_.lasts});
}

void Drill::finish(bool complete) {
  world_.stop();
  if (complete && scheduler_.now() >= Instant{scenario_.lasts}) {
    judge_last_second();
  }
  journal_.complete = complete;
  journal_.footer.ended = scheduler_.now();
  if (complete) {  // else there is no footer, and a journal that is read again must mean the same
    journal_.footer.faults = response_faults_.fault_tallies();
    complete_fault_tallies(journal_, director_.planned_faults());
  }
  report_missing_metrics(timeline_, scenario_, store_);
  if (recorder_.on_rules) {
    recorder_.on_rules(rule_outcomes(alerts_, store_));
  }
  director_.report_remaining_steps();
  if (recorder_.behind_schedule) {
    if (const auto behind = recorder_.behind_schedule()) {
      timeline_.record_past(to_event(*behind), behind->when.all().front().from);
    }
  }
  journal_.events = timeline_.events();
  record_targets(timeline_, journal_);
  timeline_.record({.type = EventType::run_ended,
                    .what = complete ? "the scenario is over" : "the run was interrupted"});
}

}  // namespace firedrill::control
