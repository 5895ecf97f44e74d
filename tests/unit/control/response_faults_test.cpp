#include "harness/control/response_faults.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/alert_path.hpp"
#include "harness/journal/windows.hpp"
#include "tests/support/on_call.hpp"
#include "tests/unit/control/rehearsal.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using enum EventType;

namespace {

/// Ten minutes in which customers are hurt from 2:00 on, and Alice is on call.
struct ResponseRehearsal : Rehearsal {
  explicit ResponseRehearsal(const std::string& keys) {
    scenario.script = steps(step_of("fault", AtTime{1min}, R"("do": "inject", )" + keys));
    bad = [](Duration second) { return second >= 2min ? 10 : 0; };
    scenario.customer_reports = {{.population = "clients", .after = Constant{10s}}};
    scenario.on_call = on_call_of({{.notify = "Alice", .escalates_after = 2min}});
  }

  /// "180 page_lost" for the events of some types.
  std::vector<std::string> told_of(const std::vector<EventType>& types) const {
    std::vector<std::string> lines;
    for (const Event& event : journal.events) {
      if (std::find(types.begin(), types.end(), event.type) != types.end()) {
        lines.push_back(std::to_string(event.known.time_since_epoch() / 1s) + " " +
                        std::string(to_string(event.type)));
      }
    }
    return lines;
  }

  std::size_t count_of(EventType type) const { return told_of({type}).size(); }

  const FaultTally& tally() const {
    REQUIRE(journal.footer.faults.size() == 1);
    return journal.footer.faults.front();
  }
};

Duration first_page(const ResponseRehearsal& rehearsal) {
  return rehearsal.first(page_delivered).happened.time_since_epoch();
}

Duration first_page_without_fault() {
  ResponseRehearsal well(R"("fault": "pager_late", "by": "0s")");
  well.run();
  return first_page(well);
}

}  // namespace

TEST_CASE("pages that are lost are named, counted, and go on when it is over",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "pager_lost", "for": "3m")");
  rehearsal.scenario.on_call.policies.front().loops = 4;

  rehearsal.run();

  const Event& lost = rehearsal.first(page_lost);
  CHECK(detail(lost, "fault") == "fault");
  CHECK(lost.what.find("(fault)") != std::string::npos);
  CHECK(lost.happened < Instant{4min});
  CHECK(rehearsal.first(page_delivered).happened > Instant{4min});
  CHECK(rehearsal.tally().injected == rehearsal.count_of(page_lost));
  CHECK(rehearsal.tally().observed == rehearsal.tally().injected);
  CHECK(rehearsal.tally().planned == 1);
  CHECK(rehearsal.tally().started == 1);
}

TEST_CASE("a share of the pages is lost", "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "pager_lost", "share": "0%")");
  rehearsal.run();
  CHECK(rehearsal.count_of(page_lost) == 0);
  CHECK(rehearsal.tally().injected == 0);
}

TEST_CASE("pages come so much later, and say why", "[unit][control][response_faults]") {
  ResponseRehearsal late(R"("fault": "pager_late", "by": "90s")");
  late.run();

  CHECK(first_page(late) == first_page_without_fault() + 90s);
  CHECK(detail(late.first(page_delivered), "fault") == "fault");
}

TEST_CASE("a page that is doubled arrives twice at once", "[unit][control][response_faults]") {
  ResponseRehearsal doubled(R"("fault": "pager_duplicated")");
  doubled.run();

  CHECK(first_page(doubled) == first_page_without_fault());
  CHECK(doubled.count_of(page_delivered) == 2 * doubled.tally().injected);
}

TEST_CASE("pages above the limit of a window are lost", "[unit][control][response_faults]") {
  ResponseRehearsal throttled(R"("fault": "pager_throttled", "allows": 1, "per": "30m")");
  throttled.scenario.on_call.policies.front().loops = 4;
  throttled.run();

  CHECK(throttled.count_of(page_delivered) == 1);
  CHECK(throttled.count_of(page_lost) > 0);
  CHECK(throttled.tally().injected == throttled.count_of(page_lost));
}

TEST_CASE("scrapes of a service fail while it acts, and its world is not asked",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "scrape_failure", "service": "server", "for": "2m")");
  rehearsal.alert("Gone", R"(up{job="server"} == 0)");

  rehearsal.run();

  // The scrape at 1:00 comes before the fault, the one at 3:00 after its end.
  CHECK(rehearsal.first(alert_firing).happened == Instant{75s});
  CHECK(rehearsal.first(alert_resolved).happened == Instant{3min});
  CHECK(rehearsal.tally().injected == 7);
  CHECK(rehearsal.tally().observed == 7);
}

TEST_CASE("scrapes of the replicas that it is not about succeed",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "scrape_failure", "service": "server", "replicas": 1, "for": "2m")");
  rehearsal.world.targets = {{"tool", "tool-0"}, {"server", "server-0"}, {"server", "server-1"}};
  rehearsal.alert("First", R"(up{instance="server-0"} == 0)");
  rehearsal.alert("Second", R"(up{instance="server-1"} == 0)");

  rehearsal.run();

  CHECK(rehearsal.first(alert_firing).subject == "First");
  CHECK(rehearsal.count_of(alert_firing) - rehearsal.count_of(page_accepted) == 1);
}

TEST_CASE("a Prometheus that a fault hangs neither scrapes nor evaluates, until it is over",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "monitoring_down", "for": "2m")");
  rehearsal.scenario.customer_reports.clear();
  rehearsal.alert("Late", "vector(time()) > 70");

  rehearsal.run();

  CHECK(detail(rehearsal.first(note), "prometheus") == "down");
  CHECK(rehearsal.first(note).cause == rehearsal.first(fault_injected).id);
  CHECK(rehearsal.first(alert_firing).happened == Instant{3min});
  CHECK(rehearsal.tally().injected > 8);  // scrapes and evaluations
}

TEST_CASE("monitoring that is down evaluates on no grid", "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "monitoring_down", "for": "2m")");
  rehearsal.scenario.customer_reports.clear();
  rehearsal.scenario.monitoring.random_offset = true;
  rehearsal.alert("Late", "vector(time()) > 70");

  rehearsal.run();

  CHECK(rehearsal.first(alert_firing).happened >= Instant{3min});
}

TEST_CASE("what a step asks for ends as a fault says, and the world hears nothing of it",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "action_outcome", "step": "again", "outcome": "failed", "for": "2m")");
  rehearsal.scenario.script.push_back(
      step_of("again", AtTime{2min}, R"("do": "restart", "service": "server")"));
  rehearsal.scenario.script.push_back(
      step_of("other", AtTime{2min}, R"("do": "restart", "service": "server")"));

  rehearsal.run();

  std::vector<std::pair<std::string, std::string>> ended;
  for (const Event& event : rehearsal.journal.events) {
    if (event.type == action_finished) {
      ended.emplace_back(event.step, event.outcome);
    }
  }
  CHECK(ended ==
        std::vector<std::pair<std::string, std::string>>{{"again", "failed"}, {"other", "ok"}});
  CHECK(rehearsal.tally().injected == 1);
}

TEST_CASE("of a part the first replicas are changed, and the world hears of no others",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "action_outcome", "step": "again", "outcome": "partial", "changes": 2)");
  rehearsal.scenario.services.front().replicas = 3;
  rehearsal.scenario.script.push_back(
      step_of("again", AtTime{2min}, R"("do": "restart", "service": "server")"));

  rehearsal.run();

  REQUIRE(rehearsal.world.asked.size() == 1);
  const auto& restart = std::get<RestartReplicas>(rehearsal.world.asked.front().operation);
  CHECK(restart.replicas.first == 0);
  CHECK(restart.replicas.count == 2);
  CHECK(rehearsal.first(action_finished).outcome == "partial");
  CHECK(rehearsal.tally().injected == 1);
}

TEST_CASE("a part that ends between two batches leaves the later ones as they are",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "action_outcome", "step": "again", "outcome": "partial", "changes": 1)");
  rehearsal.scenario.services.front().replicas = 3;
  rehearsal.scenario.script.push_back(step_of(
      "again", AtTime{2min}, R"("do": "restart", "service": "server", "rollout": "rolling")"));

  rehearsal.run();

  REQUIRE(rehearsal.world.asked.size() == 1);
  CHECK(std::get<RestartReplicas>(rehearsal.world.asked.front().operation).replicas.count == 1);
  CHECK(rehearsal.first(action_finished).outcome == "partial");
  CHECK(rehearsal.tally().injected == 1);
}

TEST_CASE("what goes to the wrong place restarts as much of another service, and changes nothing",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "action_outcome", "step": "again", "outcome": "wrong_target", "instead": "db")");
  rehearsal.world.targets = {{"server", "server-0"}, {"db", "db-0"}, {"db", "db-1"}};
  rehearsal.scenario.script.push_back(step_of(
      "again", AtTime{2min}, R"("do": "restart", "service": "server", "rollout": "rolling")"));

  rehearsal.run();

  REQUIRE(rehearsal.world.asked.size() == 2);  // of the six batches two find a replica there
  for (const std::size_t batch : {0U, 1U}) {
    const auto& restart = std::get<RestartReplicas>(rehearsal.world.asked[batch].operation);
    CHECK(restart.replicas.service == "db");
    CHECK(restart.replicas.first == batch);
    CHECK(restart.replicas.count == 1);
    CHECK(rehearsal.world.asked[batch].cause == rehearsal.tally().injected_by);
  }
  const Event& finished = rehearsal.first(action_finished);
  CHECK(finished.outcome == "no_effect");
  CHECK(finished.what.find("fault sees to it that this goes to db instead") != std::string::npos);
  CHECK(rehearsal.tally().injected == 6);
}

TEST_CASE("what is put in place for a later restart starts nothing at the wrong place",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(
      R"("fault": "action_outcome", "step": "new", "outcome": "wrong_target", "instead": "db")");
  rehearsal.world.targets = {{"server", "server-0"}, {"db", "db-0"}};
  rehearsal.scenario.script.push_back(step_of(
      "new",
      AtTime{2min},
      R"("do": "deploy", "service": "server", "version": "2", "takes_effect": "on_restart")"));

  rehearsal.run();

  CHECK(rehearsal.world.asked.empty());
  CHECK(rehearsal.tally().injected == 1);
}

TEST_CASE("customers who read the status page report nothing", "[unit][control][response_faults]") {
  const auto reports = [](const std::string& fault, Duration posted) {
    ResponseRehearsal rehearsal(fault);
    rehearsal.scenario.customer_reports = {{.population = "clients", .after = Constant{1min}}};
    rehearsal.scenario.script.push_back(
        step_of("told", AtTime{posted}, R"("do": "post_status", "text": "we know")"));
    rehearsal.run();
    std::vector<std::string> told;
    for (const Event& event : rehearsal.journal.events) {
      const bool is_theirs =
          event.by == "customers" && (event.type == alert_firing || event.type == note);
      if (is_theirs || event.type == action_refused) {
        told.push_back(event.what);
      }
    }
    told.push_back(std::to_string(rehearsal.tally().injected));
    return told;
  };
  const std::string other = R"("fault": "pager_late", "by": "0s")";
  const std::string reported = "customers of clients report a failure";
  using Told = std::vector<std::string>;

  CHECK(reports(other, 150s) ==
        Told{"customers of clients read the status page and report nothing", "0"});
  CHECK(reports(other, 181s) == Told{reported, "0"});
  CHECK(reports(other, 119s) == Told{reported, "0"});  // that was about something else
  const Told refused = reports(R"("fault": "status_page_down")", 150s);
  REQUIRE(refused.size() == 3);
  CHECK(refused[0].find("the status page is down") != std::string::npos);
  CHECK(refused[1] == reported);
  CHECK(refused[2] == "1");
  const Told unread = reports(R"("fault": "status_page_down", "for": "1s")", 150s);
  CHECK(unread == Told{"customers of clients read the status page and report nothing", "0"});
}

TEST_CASE("alerts reach the pager late and in their order, and their time says why",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "alert_delay", "by": "3m", "for": "90s")");
  rehearsal.scenario.customer_reports.clear();
  rehearsal.alert("Short", "vector(time()) > 130 < 190");
  rehearsal.scenario.alerts.back().labels = {{"severity", "page"}};

  rehearsal.run();

  // It fires at 2:15 and ends at 3:15, when the fault is over and the queue is not.
  CHECK(rehearsal.first(alert_firing).happened == Instant{135s});
  CHECK(rehearsal.first(alert_resolved).happened == Instant{195s});
  CHECK(rehearsal.first(page_accepted).happened == Instant{315s});
  CHECK(rehearsal.first(incident_resolved).happened == Instant{315s});
  CHECK(rehearsal.first(page_accepted).id < rehearsal.first(incident_resolved).id);
  const Event& late = rehearsal.first(note);
  CHECK(late.what == "Short leaves Prometheus 3m late (fault)");
  CHECK(late.cause == rehearsal.first(alert_firing).id);
  CHECK(detail(late, "fault") == "fault");
  CHECK(rehearsal.tally().injected == 2);
  CHECK(rehearsal.tally().observed == 2);
  const std::vector<AlertPath> paths =
      alert_paths(rehearsal.journal, impact_windows(rehearsal.journal));
  REQUIRE(paths.size() == 1);
  CHECK(paths.front().length_of("alert_delay") == 3min);
}

TEST_CASE("alerts are on time before and after a delay, and who is no rule always is",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "alert_delay", "by": "1m", "for": "2m")");
  rehearsal.alert("Later", "vector(time()) > 240");
  rehearsal.scenario.alerts.back().labels = {{"severity", "page"}};

  rehearsal.run();

  const Event* customers = find_event(rehearsal.journal, rehearsal.first(page_accepted).cause);
  REQUIRE(customers != nullptr);
  CHECK(customers->subject == "customer report: clients");
  CHECK(rehearsal.tally().injected == 0);
  CHECK(rehearsal.count_of(note) == 0);
}

TEST_CASE("an alert that waits longer than it lives is over for Alertmanager when it comes",
          "[unit][control][response_faults]") {
  const auto messages = [](const std::string& by) {
    ResponseRehearsal rehearsal(R"("fault": "alert_delay", "by": ")" + by + "\"");
    rehearsal.scenario.customer_reports.clear();
    rehearsal.scenario.alert_routing.file = "am.yml";
    rehearsal.scenario.alert_routing.text =
        "{receivers: [{name: chat, slack_configs: [{api_url: 'http://chat'}]}],"
        " route: {receiver: chat}}";
    rehearsal.alert("Late", "vector(time()) > 100");
    rehearsal.run();
    CHECK(rehearsal.count_of(note) >= 1);
    return rehearsal.count_of(notification_sent);
  };

  CHECK(messages("3m") == 1);
  CHECK(messages("5m") == 0);
}

TEST_CASE("signs of life that wait in Prometheus are missed, and the fault is named for that",
          "[unit][control][response_faults]") {
  ResponseRehearsal rehearsal(R"("fault": "alert_delay", "by": "3m")");
  rehearsal.bad = [](Duration) { return 0; };
  rehearsal.scenario.heartbeats = {{.name = "pulse", .alert = "Alive", .within = 2min}};
  rehearsal.alert("Alive", "vector(1)");

  rehearsal.run();

  // All that is sent after 1:00 comes three minutes later.
  CHECK(rehearsal.first(alert_firing).by == "heartbeat");
  CHECK(rehearsal.first(alert_firing).cause == rehearsal.first(fault_injected).id);
  CHECK(rehearsal.first(alert_resolved).by == "heartbeat");
}
