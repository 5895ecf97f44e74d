#include <cstdint>
#include <string>

#include "harness/scenario/pagerduty.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// As GET /schedules/{id} answers: the layer of the night is above that of the day.
constexpr const char* schedule = R"({"schedule": {
  "id": "PI7DH85", "type": "schedule", "summary": "Daily", "name": "Daily Rotation",
  "time_zone": "Europe/Berlin", "description": "all of it", "teams": [],
  "schedule_layers": [
    {"id": "PL2", "name": "Night", "start": "2023-11-06T00:00:00+01:00", "end": null,
     "rotation_virtual_start": "2023-11-06T00:00:00+01:00", "rotation_turn_length_seconds": 86400,
     "users": [{"user": {"id": "PU3", "type": "user_reference", "summary": "Cyd Cole"}}],
     "restrictions": [{"type": "daily_restriction", "start_time_of_day": "22:00:00",
                       "duration_seconds": 28800}]},
    {"id": "PL1", "name": "Day", "start": "2023-11-06T09:00:00+01:00", "end": null,
     "rotation_virtual_start": "2023-11-06T09:00:00+01:00", "rotation_turn_length_seconds": 604800,
     "users": [{"user": {"id": "PU1", "type": "user_reference", "summary": "Ann Lee"}},
               {"user": {"id": "PU2", "type": "user_reference", "summary": "Bob Ray"}}],
     "restrictions": []}],
  "overrides_subschedule": {"name": "Overrides", "rendered_schedule_entries": [
    {"start": "2023-11-09T12:00:00+01:00", "end": "2023-11-09T18:00:00+01:00",
     "user": {"id": "PU2", "type": "user_reference", "summary": "Bob Ray"}}]}}})";

/// As GET /escalation_policies/{id} answers.
constexpr const char* policy = R"({"escalation_policy": {
  "id": "PANZZEQ", "type": "escalation_policy", "name": "Engineering", "num_loops": 2,
  "on_call_handoff_notifications": "if_has_services", "services": [], "teams": [],
  "escalation_rules": [
    {"id": "PR1", "escalation_delay_in_minutes": 30,
     "targets": [{"id": "PI7DH85", "type": "schedule_reference", "summary": "Daily Rotation"}]},
    {"id": "PR2", "escalation_delay_in_minutes": 5,
     "escalation_rule_assignment_strategy": {"type": "round_robin"},
     "targets": [{"id": "PU1", "type": "user_reference", "summary": "Ann Lee"},
                 {"id": "PU4", "type": "user_reference", "summary": "Dee Boss"}]}]}})";

using Files = std::vector<std::pair<std::string, std::string>>;

/// A folder with answers of PagerDuty's, and a scenario beside them.
class Folder {
 public:
  explicit Folder(const Files& files) {
    for (const auto& [name, text] : files) {
      folder_.put(name, text);
    }
  }

  LoadResult load(const std::string& on_call,
                  const std::string& starts_at = R"("2023-11-09T11:00:00+01:00")") const {
    Parts parts;
    parts.more = "\"on_call\": {" + on_call + "}";
    if (!starts_at.empty()) {
      parts.more += ", \"starts_at\": " + starts_at;
    }
    return load_scenario(SourceText(folder_.path() + "/s.json", parts.text()));
  }

  /// All that is said about it, notes too.
  std::string said(const std::string& on_call) const {
    const LoadResult result = load(on_call);
    std::string lines;
    for (const Diagnostic& each : result.diagnostics.all()) {
      lines += each.message + "\n";
      for (const std::string& note : each.notes) {
        lines += "  " + note.substr(note.rfind('/') + 1) + "\n";
      }
    }
    return lines;
  }

 private:
  TemporaryFolder folder_;
};

std::int64_t unix_s(const std::string& moment) {
  return parse_timestamp(moment)->unix_ns / 1'000'000'000;
}

}  // namespace

TEST_CASE("schedules and policies are read as PagerDuty gives them", "[unit][scenario]") {
  const Folder folder(Files{{"schedule.json", schedule}, {"policy.json", policy}});
  const LoadResult result =
      folder.load(R"("pagerduty": ["*.json"], "people": {"Ann Lee": {"acknowledges": "2m"}},
                     "policy": "Engineering")");

  INFO(render(result.diagnostics));
  REQUIRE(result.scenario);
  const OnCall& on_call = result.scenario->on_call;
  REQUIRE(on_call.people.size() == 4);
  CHECK(on_call.people[0].name == "Ann Lee");
  CHECK(on_call.people[0].acknowledges == Distribution(Constant{2min}));
  CHECK(on_call.people[1].acknowledges == usual_acknowledgement());
  const auto name_at = [&on_call](const std::string& moment) {
    return on_call.people.at(on_call.schedules.at(0).schedule.on_call_at(unix_s(moment)).value())
        .name;
  };
  CHECK(name_at("2023-11-09T11:00:00+01:00") == "Ann Lee");
  CHECK(name_at("2023-11-09T12:00:00+01:00") == "Bob Ray");
  CHECK(name_at("2023-11-13T09:00:00+01:00") == "Bob Ray");
  CHECK(name_at("2023-11-14T05:59:59+01:00") == "Cyd Cole");
  CHECK(name_at("2023-11-14T06:00:00+01:00") == "Bob Ray");
  const PagingPolicy& engineering = on_call.policies.at(on_call.default_policy);
  CHECK(engineering.name == "Engineering");
  CHECK(engineering.loops == 2);
  REQUIRE(engineering.levels.size() == 2);
  CHECK(names_of(on_call, engineering.levels[0]) == "Daily Rotation");
  CHECK(engineering.levels[0].escalates_after == 30min);
  CHECK(names_of(on_call, engineering.levels[1]) == "Ann Lee, Dee Boss");
  CHECK(engineering.levels[1].assignment == Assignment::round_robin);
  REQUIRE(result.scenario->other_inputs.size() == 2);
  CHECK(result.scenario->other_inputs[0].first == "policy.json");
}

TEST_CASE("an escalation of the scenario's own can page PagerDuty's schedules",
          "[unit][scenario]") {
  const Folder folder(
      {{"all.json", std::string("{\"schedules\": [") + std::string(schedule).substr(13)}});
  const LoadResult broken = folder.load(R"("pagerduty": ["all.json"],
    "escalation": [{"notify": "Daily Rotation"}])");
  CHECK_FALSE(broken.scenario);  // the list is not closed

  std::string list = std::string(schedule).substr(13);
  list.pop_back();
  const Folder good(Files{{"all.json", "{\"schedules\": [" + list + "], \"limit\": 25}"}});
  const LoadResult result = good.load(R"("pagerduty": ["all.json"],
    "escalation": [{"notify": "Daily Rotation"}])");
  INFO(render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.diagnostics.empty());
  CHECK(names_of(result.scenario->on_call, result.scenario->on_call.policies[0].levels[0]) ==
        "Daily Rotation");
}

TEST_CASE("a weekly restriction begins on its day", "[unit][scenario]") {
  const SourceText source("a.json", R"({"schedule": {"id": "P1", "time_zone": "UTC",
    "schedule_layers": [{"start": "2023-11-06T00:00:00Z",
      "rotation_virtual_start": "2023-11-06T00:00:00Z", "rotation_turn_length_seconds": 604800,
      "users": [{"user": {"id": "PU1"}}],
      "restrictions": [{"type": "weekly_restriction", "start_day_of_week": 6,
                        "start_time_of_day": "20:00:00", "duration_seconds": 86400}]}]}})");
  Diagnostics diagnostics(source);
  loading::PagerDuty pagerduty;
  loading::read_pagerduty(diagnostics, pagerduty);

  CHECK(diagnostics.empty());
  const loading::PagerDutySchedule& read = pagerduty.schedules.at(0);
  CHECK(read.name == "P1");
  REQUIRE(read.layers.at(0).times.only.size() == 1);
  CHECK(read.layers[0].times.only[0].from_s == (5 * 24 + 20) * 3600);
  CHECK(read.layers[0].times.only[0].length_s == 86'400);
  CHECK(pagerduty.users.at(0).second == "PU1");
}

TEST_CASE("what PagerDuty's files say wrong is told with file, line and column",
          "[unit][scenario]") {
  const Folder folder(Files{{"bad.json", R"({"schedule": {"id": "P1", "time_zone": "UTC",
"schedule_layers": [{"start": "monday", "rotation_virtual_start": "2023-11-06T00:00:00Z",
 "rotation_turn_length_seconds": 5, "users": [{"user": {"id": "PU1"}}]}]}})"},
                            {"policy.json", policy},
                            {"other.json", "{\"incident\": {}}"}});

  const std::string said = folder.said(R"("pagerduty": ["bad.json"],
    "escalation": [{"notify": "PU1"}])");
  CHECK(said.find("of PagerDuty's is not valid\n  bad.json:2:31: \"start\": \"monday\" is") !=
        std::string::npos);
  CHECK(said.find("  bad.json:3:34: \"rotation_turn_length_seconds\" must be") !=
        std::string::npos);
  CHECK(folder.said(R"("pagerduty": ["policy.json"], "policy": "Engineering")") ==
        "the policy \"Engineering\" pages the schedule \"PI7DH85\", which no file says\n");
  CHECK(folder
            .said(R"("pagerduty": ["other.json"], "people": {"ann": {}},
    "escalation": [{"notify": "ann"}])")
            .find("there is neither a schedule nor an escalation policy nor a service") !=
        std::string::npos);
  CHECK(folder.said(R"("pagerduty": ["none*.json"], "people": {"ann": {}},
    "escalation": [{"notify": "ann"}])") == "no file matches \"none*.json\"\n");
}

TEST_CASE("two of PagerDuty's parts of one name are a mistake, two people are told apart",
          "[unit][scenario]") {
  const auto layer = [](const std::string& users, const std::string& more = {}) {
    return R"([{"start": "2023-11-06T00:00:00Z", "rotation_virtual_start": "2023-11-06T00:00:00Z",
 "rotation_turn_length_seconds": 86400, "users": [)" +
           users + "]" + more + "}]";
  };
  const auto schedule_of = [](const std::string& id, const std::string& layers) {
    return R"({"id": ")" + id + R"(", "time_zone": "UTC", "name": "Days", "schedule_layers": )" +
           layers + "}";
  };
  const auto said = [](const std::string& schedules) {
    const Folder folder(Files{{"a.json", "{\"schedules\": [" + schedules + "]}"}});
    return folder.said(R"("pagerduty": ["a.json"], "escalation": [{"notify": "Days"}])");
  };
  const std::string ann = R"({"user": {"id": "PU1", "name": "Ann"}})";
  const std::string also_ann = R"(, {"user": {"id": "PU2", "name": "Ann"}})";
  const std::string one = schedule_of("P1", layer(ann));
  const std::string empty = schedule_of("P1", layer(""));
  const std::string over = schedule_of("P1", layer("", R"(, "end": "2023-11-07T00:00:00Z")"));

  CHECK(said(one).empty());
  CHECK(said(one + ", " + schedule_of("P2", layer(ann)))
            .ends_with("a.json:2:136: the schedule \"P2\" has the name of the schedule \"P1\"\n"));
  CHECK(said(one + ", " + one)
            .ends_with("a.json:2:136: the schedule \"P1\" stands in the files twice\n"));
  CHECK(said(schedule_of("P1", layer(ann + also_ann)))
            .ends_with("another user is named \"Ann\" too: this one goes by \"Ann (PU2)\"\n"));
  CHECK(
      said(schedule_of("P1", "[]")).ends_with("\"schedule_layers\" is empty: nobody is on call\n"));
  CHECK(said(empty).ends_with("\"users\" is empty: nobody is on call in this layer\n"));
  CHECK(said(over).empty());
}

TEST_CASE("keys of PagerDuty's that are not supported are named", "[unit][scenario]") {
  const Folder folder(Files{{"s.json.txt", R"({"escalation_policy": {"id": "P1", "name": "A",
 "escalation_rules": [{"escalation_delay_in_minutes": 5, "conditions": [],
 "targets": [{"id": "PU1", "type": "user"}]}], "repeat_enabled": true}})"}});
  const LoadResult result = folder.load(R"("pagerduty": ["s.json.txt"], "policy": "A")");

  CHECK(result.scenario);
  REQUIRE(result.diagnostics.warnings() == 1);
  CHECK(result.diagnostics.all()[0].notes.size() == 2);
  CHECK(folder.said(R"("pagerduty": ["s.json.txt"], "policy": "A")")
            .find("s.json.txt:2:58: \"conditions\" in an escalation rule is not supported") !=
        std::string::npos);
}

TEST_CASE("PagerDuty's schedules need to know what time it is too", "[unit][scenario]") {
  const Folder folder(Files{{"schedule.json", schedule}});
  const LoadResult result = folder.load(R"("pagerduty": ["schedule.json"],
    "escalation": [{"notify": "Daily Rotation"}])",
                                        "");

  REQUIRE(result.diagnostics.errors() == 1);
  CHECK(result.diagnostics.all()[0].message == "\"pagerduty\" needs the key \"starts_at\"");
}

}  // namespace firedrill::tests
