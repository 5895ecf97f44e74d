#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/pager/fault.hpp"
#include "mock_services/pager/incident_json.hpp"
#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const pager::WallTime start{std::chrono::seconds(1704067200)};

pager::Signal signal_of(std::string key, pager::Signal::Action action = {}) {
  return {.action = action,
          .service = "web",
          .dedup_key = std::move(key),
          .title = "Down",
          .agent = "probe"};
}

json shown(const pager::Incident& incident) {
  std::string text;
  JsonWriter writer(text);
  write_incident(writer, incident, "http://p");
  return json::parse(text);
}

TEST_CASE("what is longer than a pager remembers is cut", "[pager][limits]") {
  pager::Signal signal = signal_of("k");
  signal.title = std::string(2000, 't');
  signal.agent = std::string(2000, 'a');
  signal.service = std::string(2000, 's');
  signal.details = "\"" + std::string(20'000, 'd') + "\"";

  pager::shorten(signal);

  CHECK(signal.title.size() == 1024);
  CHECK(signal.agent.size() == 255);
  CHECK(signal.service.size() == 255);
  CHECK(signal.details.empty());
}

TEST_CASE("what is short enough stays as it is", "[pager][limits]") {
  pager::Signal signal = signal_of("k");
  signal.details = R"({"a": 1})";

  pager::shorten(signal);

  CHECK(signal.title == "Down");
  CHECK(signal.details == R"({"a": 1})");
}

TEST_CASE("a title that is cut inside a letter is still JSON", "[pager][limits]") {
  pager::Incidents incidents({});
  pager::Signal signal = signal_of("k");
  signal.title = std::string(1023, 't') + "\u00fc";
  pager::shorten(signal);
  incidents.take(signal, start);

  CHECK(json::accept(shown(incidents.all().at(1)).dump()));
}

TEST_CASE("ids are found by their whole text only", "[pager][limits]") {
  pager::Incidents incidents({});
  incidents.take(signal_of("k"), start);

  CHECK(incidents.find("Q0000000000001") != nullptr);
  for (const char* id : {"",
                         "Q",
                         "Q1",
                         "R0000000000001",
                         "Q0000000000001x",
                         "Q-000000000001",
                         "Q99999999999999999999",
                         "0000000000001"}) {
    CAPTURE(id);
    CHECK(incidents.find(id) == nullptr);
  }
}

TEST_CASE("an incident is open from its first trigger to its resolution", "[pager][limits]") {
  pager::Incidents incidents({});
  CHECK(incidents.find_open("web", "k") == nullptr);

  incidents.take(signal_of("k"), start);
  pager::Incident* incident = incidents.find_open("web", "k");
  REQUIRE(incident != nullptr);
  incidents.take(signal_of("k", pager::Signal::Action::acknowledge), start + 1min);
  CHECK(status_of(*incident) == "acknowledged");
  CHECK(incidents.find_open("web", "k") == incident);
  incidents.take(signal_of("k", pager::Signal::Action::resolve), start + 2min);

  CHECK(incidents.find_open("web", "k") == nullptr);
  CHECK(incident->resolved_at == start + 2min);
  CHECK(incident->acknowledged_by.empty());
  incidents.clear();
  CHECK(incidents.all().empty());
}

TEST_CASE("setting the status that an incident has changes nothing", "[pager][limits]") {
  pager::Incidents incidents({});
  incidents.take(signal_of("k"), start);
  pager::Incident& incident = *incidents.find_open("web", "k");
  const auto lines = [&] { return incident.log.size(); };
  const std::size_t before = lines();

  CHECK(!incidents.set_status(incident, Page::Status::triggered, "anna", start));
  CHECK(lines() == before);
  CHECK(incidents.set_status(incident, Page::Status::resolved, "anna", start));
  CHECK(!incidents.set_status(incident, Page::Status::resolved, "anna", start));

  CHECK(lines() == before + 1);
  CHECK(incident.changed_by == "anna");
}

TEST_CASE("a warning is of low urgency, an incident without details says so", "[pager][limits]") {
  pager::Incidents incidents({});
  pager::Signal signal = signal_of("k");
  signal.severity = AlertSeverity::warning;
  incidents.take(signal, start);

  const json incident = shown(incidents.all().at(1));

  CHECK(incident["urgency"] == "low");
  CHECK(incident["severity"] == "warning");
  CHECK(incident["body"]["details"].is_null());
  CHECK(incident["resolved_at"].is_null());
  CHECK(incident["created_at"] == "2024-01-01T00:00:00Z");
  CHECK(incident["alert_counts"]["triggered"] == 1);
}

TEST_CASE("names and notes of any bytes come out as JSON", "[pager][limits]") {
  pager::Incidents incidents({});
  pager::Signal signal = signal_of("k\"\n\x01");
  signal.title = "\xff\"</script>";
  incidents.take(signal, start);
  pager::Incident& incident = *incidents.find("Q0000000000001");
  incidents.annotate(incident, "a \"note\"\r\n", "b\\", start);
  std::string text;
  JsonWriter writer(text);

  write_log_entry(writer, incident, incident.log.size() - 1);

  CHECK(json::parse(text)["channel"]["summary"] == "a \"note\"\r\n");
  CHECK(shown(incident)["incident_key"] == "k\"\n\x01");
}

TEST_CASE("a note is cut, and a log keeps its beginning", "[pager][limits]") {
  pager::Incidents incidents({});
  incidents.take(signal_of("k"), start);
  pager::Incident& incident = *incidents.find("Q0000000000001");

  for (int note = 0; note < 500; ++note) {
    incidents.annotate(incident, std::string(600, 'n'), "anna", start);
  }

  REQUIRE(incident.log.size() == pager::Incidents::most_log_entries);
  CHECK(incident.log.front().kind == pager::LogKind::trigger);
  CHECK(incident.log[5].text.size() == pager::Incidents::longest_text);
  CHECK(incident.log.back().kind == pager::LogKind::reach_trigger_limit);
}

TEST_CASE("a table holds a thousand faults, one of each id", "[pager][limits]") {
  pager::FaultTable table;
  for (int fault = 0; fault < 1000; ++fault) {
    REQUIRE(table.add({.id = std::to_string(fault)}));
  }

  CHECK(!table.add({.id = "one more"}));
  CHECK(table.add({.id = "7", .at = "slack"}));
  CHECK(table.entries().size() == 1000);
  CHECK(table.remove("7"));
  CHECK(!table.remove("7"));
}

TEST_CASE("faults add up: delays are summed, copies multiplied, a loss wins", "[pager][limits]") {
  pager::FaultTable table;
  table.add({.id = "a", .kind = pager::DelayAnswer{Constant{1s}}});
  table.add({.id = "b", .kind = pager::DelayAnswer{Constant{2s}}});
  table.add({.id = "c", .kind = pager::Duplicate{3}});
  table.add({.id = "d", .kind = pager::Duplicate{2}});

  const pager::Strike strike = table.strike("enqueue", Instant{});
  table.add({.id = "e", .kind = pager::Lose{}});

  CHECK(strike.delay == 3s);
  CHECK(strike.copies == 6);
  CHECK(strike.any);
  CHECK(table.strike("enqueue", Instant{}).copies == 0);
}

TEST_CASE("copies of one event have a limit, and other doors are spared", "[pager][limits]") {
  pager::FaultTable table;
  for (const char* id : {"a", "b", "c", "d"}) {
    table.add({.id = id, .at = "slack", .kind = pager::Duplicate{10}});
  }

  CHECK(table.strike("slack", Instant{}).copies == 100);
  CHECK(table.strike("enqueue", Instant{}).copies == 1);
  CHECK(!table.strike("enqueue", Instant{}).any);
}

TEST_CASE("late events are bounded: what comes beyond is told to wait", "[pager][limits]") {
  PagerDesk desk(R"({"events_per_minute": 0, "faults": [{"fault": "late", "by": "1h"}]})");
  for (int event = 0; event < 1000; ++event) {
    REQUIRE(desk.enqueue({{"dedup_key", std::to_string(event)}}).status == 202);
  }

  CHECK(desk.enqueue(json::object()).status == 429);
  desk.now += 1h;
  CHECK(desk.enqueue(json::object()).status == 202);

  CHECK(json::parse(desk.admin("GET", "").body)["open"] == 1000);
}

TEST_CASE("a thousand and one routing keys are served, the oldest forgotten", "[pager][limits]") {
  PagerDesk desk(R"({"events_per_minute": 1})");
  const auto send = [&](int key) {
    return desk.enqueue({{"routing_key", std::to_string(key) + std::string(28, 'k')}}).status;
  };
  for (int key = 1000; key < 2001; ++key) {
    REQUIRE(send(key) == 202);
  }

  CHECK(send(2000) == 429);
  CHECK(send(1000) == 202);
}

}  // namespace
}  // namespace firedrill::tests
