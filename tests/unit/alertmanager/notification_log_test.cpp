#include "harness/alertmanager/notification_log.hpp"

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

using firedrill::Instant;
using firedrill::alertmanager::AlertSets;
using firedrill::alertmanager::NotificationLog;
using firedrill::alertmanager::Reason;
using firedrill::alertmanager::to_text;
using firedrill::promql::Labels;
using namespace std::chrono_literals;

namespace {

/// Alerts by name: those that fire, and those that are resolved.
AlertSets alerts(std::initializer_list<std::string> firing,
                 std::initializer_list<std::string> resolved = {}) {
  AlertSets sets;
  for (const std::string& name : firing) {
    sets.firing.insert(Labels{{"alertname", name}}.fingerprint());
  }
  for (const std::string& name : resolved) {
    sets.resolved.insert(Labels{{"alertname", name}}.fingerprint());
  }
  return sets;
}

/// Why the receiver must be told, or "nothing".
std::string reason(const NotificationLog& log,
                   const AlertSets& sets,
                   std::chrono::seconds now = 10s,
                   bool send_resolved = true) {
  const std::optional<Reason> found = log.needs_update(
      "key", sets, {.repeat_interval = 1h, .send_resolved = send_resolved}, Instant{now});
  return found ? std::string(to_text(*found)) : "nothing";
}

}  // namespace

TEST_CASE("a group that nobody was told of is news if something fires", "[unit][alertmanager]") {
  const NotificationLog log(120h);

  CHECK(reason(log, alerts({"A"}, {"B"})) == "first notification");
  CHECK(reason(log, alerts({}, {"B"})) == "nothing");
}

TEST_CASE("what is news depends on what was told last", "[unit][alertmanager]") {
  NotificationLog log(120h);
  log.write("key", alerts({"A", "B"}), 1h, Instant{0s});

  CHECK(reason(log, alerts({"A", "B"})) == "nothing");
  CHECK(reason(log, alerts({"A"})) == "nothing");
  CHECK(reason(log, alerts({"A", "C"})) == "new alerts added");
  CHECK(reason(log, alerts({"A"}, {"B"})) == "some alerts resolved");
  CHECK(reason(log, alerts({"A"}, {"B"}), 10s, false) == "nothing");
  CHECK(reason(log, alerts({}, {"A", "B"})) == "all alerts resolved");
  CHECK(reason(log, alerts({"A", "B"}), 3600s) == "nothing");
  CHECK(reason(log, alerts({"A", "B"}), 3601s) == "repeat interval elapsed");

  log.write("key", alerts({}, {"A", "B"}), 1h, Instant{20s});
  CHECK(reason(log, alerts({}, {"A"})) == "nothing");
  CHECK(reason(log, alerts({"A"})) == "first notification");
}

TEST_CASE("an entry lives for twice the repeat interval, or as long as data are kept",
          "[unit][alertmanager]") {
  NotificationLog log(3h);
  log.write("short", alerts({"A"}), 1h, Instant{0s});
  log.write("long", alerts({"A"}), 4h, Instant{0s});

  log.collect(Instant{2h});
  CHECK_FALSE(log.told_at("short"));
  CHECK(log.told_at("long") == Instant{0s});
  CHECK(log.says_firing("long", {{"alertname", "A"}}));
  CHECK_FALSE(log.says_firing("long", {{"alertname", "B"}}));
  log.collect(Instant{3h});
  CHECK_FALSE(log.told_at("long"));
}
