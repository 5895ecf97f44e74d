#include "harness/control/outside_monitoring.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/control/pager.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

PrometheusAlert outside_alert(const std::string& name, bool resolved = false) {
  return {.labels = {{"alertname", name}, {"severity", "page"}, {"urgency", "high"}},
          .summary = "it fails",
          .resolved = resolved};
}

AlertmanagerMessage outside_message(const std::vector<PrometheusAlert>& about, bool firing = true) {
  AlertmanagerMessage told{.receiver = "shop",
                           .integration = "pagerduty",
                           .key = "k1",
                           .title = "[FIRING:1] Down",
                           .severity = "error",
                           .firing = firing};
  for (const PrometheusAlert& one : about) {
    told.alerts.push_back(fmt::format("{:016x}", one.labels.fingerprint()));
  }
  return told;
}

/// A pager behind a real Alertmanager.
struct OutsideWatch {
  explicit OutsideWatch(const std::string& routing = "am.yml") {
    scenario.alert_routing.file = routing;
    scenario.on_call = tests::on_call_of({{.notify = "ann"}});
    pager.emplace(timeline, scenario, Seed{1}).leave_alerts_to_alertmanager();
    outside.emplace(timeline, impact, scenario);
  }

  void begin() {
    scheduler.run_until(Instant{});
    outside->begin();
  }

  std::vector<std::string> story() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      lines.push_back(fmt::format("{} {} <- {}",
                                  to_string(event.type),
                                  event.subject,
                                  static_cast<std::uint32_t>(event.cause)));
    }
    return lines;
  }

  Scenario scenario;
  simulated::Scheduler scheduler{{.start = Instant{-1min}}};
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, scenario.impact};
  std::optional<control::Pager> pager;
  std::optional<control::OutsideMonitoring> outside;
};

}  // namespace

TEST_CASE("what the real programs tell becomes the events of firedrill's own",
          "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  watch.outside->hear(outside_alert("Down"));
  watch.outside->hear(outside_alert("Down"));  // Prometheus repeats itself
  watch.outside->hear(outside_message({outside_alert("Down")}));
  watch.outside->hear(outside_alert("Down", true));
  watch.outside->hear(outside_alert("Down", true));
  watch.outside->hear(outside_message({outside_alert("Down")}, false));

  CHECK(watch.story() == std::vector<std::string>{"alert_firing Down <- 0",
                                                  "notification_sent Down <- 1",
                                                  "page_accepted Down <- 2",
                                                  "page_delivered Down <- 3",
                                                  "alert_resolved Down <- 1",
                                                  "notification_sent Down <- 5",
                                                  "incident_resolved Down <- 6"});
  const Event& fired = watch.timeline.events().front();
  CHECK(fired.what == "Down (it fails) fires");
  CHECK(fired.by == "alert");
  CHECK(detail(fired, "severity") == "page");
  CHECK(detail(fired, "labels") == outside_alert("Down").labels.to_string());
  const Event& told = watch.timeline.events()[1];
  CHECK(told.by == "alertmanager");
  CHECK(detail(told, "receiver") == "shop");
  CHECK(detail(told, "severity") == "error");
  CHECK(detail(told, "urgency") == "high");
}

TEST_CASE("what fires before t = 0 begins there, and what is over by then never was",
          "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.outside->hear(outside_alert("Over"));
  watch.outside->hear(outside_alert("Lasting"));
  watch.outside->hear(outside_message({outside_alert("Lasting")}));
  AlertmanagerMessage over = outside_message({outside_alert("Over")});
  over.key = "k2";
  watch.outside->hear(over);
  watch.outside->hear(outside_alert("Over", true));
  over.firing = false;
  watch.outside->hear(over);
  REQUIRE(watch.timeline.events().empty());

  watch.begin();

  REQUIRE(watch.story().size() == 4);
  CHECK(watch.story().front() == "alert_firing Lasting <- 0");
  CHECK(watch.timeline.events().front().happened == Instant{});
  CHECK(watch.story()[1] == "notification_sent Lasting <- 1");
}

TEST_CASE("without a configuration of the user's own a page has the severity of its alert",
          "[control][outside_monitoring]") {
  OutsideWatch watch("");
  watch.begin();
  watch.outside->hear(outside_alert("Down"));
  watch.outside->hear(outside_message({outside_alert("Down")}));

  CHECK(detail(watch.timeline.events()[1], "severity") == "page");
}

TEST_CASE("receivers of one address are told of one incident", "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  watch.outside->hear(outside_alert("Down"));
  for (const char* receiver : {"shop", "backup"}) {
    AlertmanagerMessage message = outside_message({outside_alert("Down")});
    message.receiver = receiver;
    message.address = "pagerduty 1";
    watch.outside->hear(message);
  }

  CHECK(watch.story() == std::vector<std::string>{"alert_firing Down <- 0",
                                                  "notification_sent Down <- 1",
                                                  "page_accepted Down <- 2",
                                                  "page_delivered Down <- 3",
                                                  "notification_sent Down <- 1",
                                                  "page_accepted Down <- 5"});
}

TEST_CASE("a webhook beside a pager pages nobody", "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  AlertmanagerMessage message = outside_message({});
  message.integration = "webhook";
  message.beside = "pagerduty";
  watch.outside->hear(message);

  CHECK(watch.story() == std::vector<std::string>{"notification_sent [FIRING:1] Down <- 0"});
}

TEST_CASE("an end that does not say of which alerts is that of those told before",
          "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  watch.outside->hear(outside_alert("Down"));
  AlertmanagerMessage message = outside_message({outside_alert("Down")});
  message.integration = "opsgenie";
  watch.outside->hear(message);
  watch.outside->hear(outside_alert("Down", true));
  message.firing = false;
  message.alerts.clear();
  message.title.clear();
  watch.outside->hear(message);

  CHECK(watch.story().back() == "incident_resolved Down <- 6");
  const Event& told = watch.timeline.events()[5];
  CHECK(told.what == "Alertmanager tells shop by opsgenie: [RESOLVED] Down");
  CHECK(told.cause == EventId{5});
}

TEST_CASE("a message about alerts that nobody knows goes by its title",
          "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  watch.outside->hear(outside_message({}));

  CHECK(watch.story().front() == "notification_sent [FIRING:1] Down <- 0");
}

TEST_CASE("a message is as urgent as all its alerts together, and begins with the latest of them",
          "[control][outside_monitoring]") {
  OutsideWatch watch;
  watch.begin();
  PrometheusAlert calm = outside_alert("Calm");
  calm.labels = calm.labels.with("urgency", "low");
  watch.outside->hear(outside_alert("Down"));
  watch.outside->hear(calm);
  watch.outside->hear(outside_message({outside_alert("Down"), calm}));

  const Event& told = watch.timeline.events()[2];
  CHECK(told.type == EventType::notification_sent);
  CHECK(told.subject == "Down");
  CHECK(told.cause == watch.timeline.events()[1].id);
  CHECK_FALSE(detail(told, "urgency"));
}
