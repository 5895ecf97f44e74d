#include "mock_services/pager/incidents.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

constexpr const char* first_id = "Q0000000000001";

TEST_CASE("triggers of an open incident are one incident and one page", "[pager]") {
  PagerDesk desk;
  desk.enqueue(json::object());
  desk.enqueue({{"event_action", "acknowledge"}});

  desk.enqueue({{"payload", {{"summary", "Disk still full"}}}});

  CHECK(desk.incidents() == Lines{"acknowledged Disk full"});
  CHECK(desk.log(first_id) == Lines{"trigger", "notify on-call", "acknowledge", "trigger"});
}

TEST_CASE("a pager that somebody else keeps in step pages whom it is told, and nobody by itself",
          "[pager]") {
  pager::Policy policy;
  policy.levels = {{.notify = "", .escalates_after = std::chrono::hours(1)}};
  pager::Incidents incidents(policy);
  const pager::WallTime now{std::chrono::seconds(1704067200)};
  incidents.take({.service = "shop", .dedup_key = "k", .title = "Down", .agent = "run"}, now);
  pager::Incident& incident = *incidents.find_open("shop", "k");

  incidents.assign(incident, "ann", now);
  incidents.assign(incident, "bert", now);

  std::vector<std::string> log;
  for (const pager::LogEntry& entry : incident.log) {
    log.push_back(std::string(name_of(entry.kind)) + " " + entry.text);
  }
  CHECK(log == Lines{"trigger Down", "notify ann", "escalate ", "notify bert"});
}

TEST_CASE("a trigger after the end opens the next incident", "[pager]") {
  PagerDesk desk;
  desk.enqueue(json::object());
  desk.enqueue({{"event_action", "resolve"}});

  desk.enqueue({{"payload", {{"summary", "Disk full again"}}}});

  CHECK(desk.incidents() == Lines{"resolved Disk full", "triggered Disk full again"});
}

TEST_CASE("one key of two routing keys is two incidents", "[pager]") {
  PagerDesk desk;
  desk.enqueue(json::object());

  desk.enqueue({{"routing_key", "S0123456789012345678901234567890"}});

  CHECK(desk.incidents().size() == 2);
}

TEST_CASE("what acknowledges or resolves nothing is accepted and dropped", "[pager]") {
  PagerDesk desk;

  CHECK(desk.enqueue({{"event_action", "acknowledge"}}).status == 202);
  CHECK(desk.enqueue({{"event_action", "resolve"}}).status == 202);

  CHECK(desk.incidents().empty());
}

TEST_CASE("an incident that nobody takes goes up, round and out, each step in time", "[pager]") {
  PagerDesk desk(R"({"loops": 1, "escalation": [{"notify": "anna", "escalates_after": "5m"},
                                                {"notify": "bert", "escalates_after": "10m"}]})");
  desk.enqueue(json::object());

  desk.now += std::chrono::minutes(5);
  CHECK(desk.log(first_id) == Lines{"trigger", "notify anna", "escalate", "notify bert"});
  desk.now += std::chrono::hours(2);

  CHECK(desk.log(first_id) == Lines{"trigger",
                                    "notify anna",
                                    "escalate",
                                    "notify bert",
                                    "escalate",
                                    "notify anna",
                                    "escalate",
                                    "notify bert",
                                    "exhaust_escalation_path"});
  const json shown = json::parse(desk.send("GET", "/incidents/Q0000000000001/log_entries").body);
  CHECK(shown["log_entries"][4]["created_at"] == "2024-01-01T00:15:00Z");
}

TEST_CASE("who acknowledges stops the escalation", "[pager]") {
  PagerDesk desk;
  desk.enqueue(json::object());
  CHECK(desk.put(first_id, "acknowledged").status == 200);

  desk.now += std::chrono::hours(2);

  CHECK(desk.log(first_id) == Lines{"trigger", "notify on-call", "acknowledge"});
}

TEST_CASE("an acknowledgement that times out pages again, and whoever had given it", "[pager]") {
  PagerDesk desk(R"({"acknowledgement_timeout": "30m",
                     "escalation": [{"notify": "anna", "escalates_after": "2h"}]})");
  desk.enqueue(json::object());
  desk.put(first_id, "acknowledged");

  desk.now += std::chrono::minutes(30);

  CHECK(desk.incidents() == Lines{"triggered Disk full"});
  CHECK(desk.log(first_id) == Lines{"trigger",
                                    "notify anna",
                                    "acknowledge",
                                    "unacknowledge",
                                    "notify anna",
                                    "notify anna@example.com"});
}

TEST_CASE("an incident that is open for too long is closed in time", "[pager]") {
  PagerDesk desk(R"({"auto_resolve_timeout": "4h"})");
  desk.enqueue(json::object());
  desk.put(first_id, "acknowledged");
  const json shown = json::parse(desk.send("GET", "/incidents/Q0000000000001").body)["incident"];
  CHECK(shown["pending_actions"] ==
        json::parse(R"([{"type": "resolve", "at": "2024-01-01T04:00:00Z"}])"));

  desk.now += std::chrono::hours(5);

  CHECK(desk.incidents() == Lines{"resolved Disk full"});
  CHECK(desk.log(first_id).back() == "resolve");
  CHECK(
      json::parse(desk.send("GET", "/incidents/Q0000000000001").body)["incident"]["resolved_at"] ==
      "2024-01-01T04:00:00Z");
}

TEST_CASE("an incident of low urgency never escalates", "[pager]") {
  PagerDesk desk(R"({"escalation": [{"notify": "anna", "escalates_after": "5m"},
                                    {"notify": "bert"}]})");
  desk.enqueue({{"payload", {{"severity", "warning"}}}});

  desk.now += std::chrono::hours(2);

  CHECK(desk.log(first_id) == Lines{"trigger", "notify anna"});
}

TEST_CASE("a thousand incidents are kept, open ones before closed ones", "[pager]") {
  PagerDesk desk(R"({"events_per_minute": 0})");
  const auto open = [&](int number) {
    return desk.enqueue({{"dedup_key", std::to_string(number)}}).status;
  };
  const auto overview = [&] { return json::parse(desk.admin("GET", "").body); };
  for (int number = 0; number < 1000; ++number) {
    REQUIRE(open(number) == 202);
  }

  open(1000);
  CHECK(overview()["incidents"] == 1000);
  desk.enqueue({{"event_action", "resolve"}, {"dedup_key", "500"}});
  open(1000);

  CHECK(overview()["incidents"] == 1000);
  CHECK(overview()["open"] == 1000);
  CHECK(desk.send("GET", "/incidents/Q0000000000501").status == 404);
  CHECK(desk.send("GET", "/incidents/Q0000000001001").status == 200);
}

TEST_CASE("the log of an incident ends where it is full, and says so", "[pager]") {
  PagerDesk desk(R"({"events_per_minute": 0})");
  for (int event = 0; event < 300; ++event) {
    desk.enqueue(json::object());
  }

  const json last = json::parse(
      desk.send("GET", "/incidents/Q0000000000001/log_entries?total=true&offset=199").body);

  CHECK(last["total"] == 200);
  CHECK(last["log_entries"][0]["type"] == "reach_trigger_limit_log_entry");
}

}  // namespace
}  // namespace firedrill::tests
