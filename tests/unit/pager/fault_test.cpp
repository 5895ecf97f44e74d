#include "mock_services/pager/fault.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/json_document.hpp"
#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

http::Request event_request() {
  return {.method = "POST",
          .target = "/v2/enqueue",
          .path = "/v2/enqueue",
          .query = {},
          .headers = {},
          .body = PagerDesk::event(json::object()).dump(),
          .peer = {}};
}

/// A desk with one fault in force.
struct Faulty : PagerDesk {
  explicit Faulty(const std::string& fault) : PagerDesk(R"({"faults": [)" + fault + "]}") {}

  int status() { return enqueue(json::object()).status; }
};

TEST_CASE("a slow answer does at once what was asked for", "[pager][fault]") {
  Faulty desk(R"({"fault": "delay", "by": "3s"})");

  const http::Answer answer = desk.ask(event_request());

  CHECK(answer.delay == std::chrono::seconds(3));
  CHECK(std::get<http::Reply>(answer.delivery).status == 202);
  CHECK(desk.incidents().size() == 1);
}

TEST_CASE("a late effect is accepted at once and happens at its time", "[pager][fault]") {
  Faulty desk(R"({"fault": "late", "by": "1m"})");

  CHECK(desk.ask(event_request()).delay == Duration{});
  CHECK(desk.incidents().empty());
  CHECK(json::parse(desk.admin("GET", "").body)["pending"] == 1);
  desk.now += std::chrono::minutes(45);

  CHECK(desk.incidents() == Lines{"triggered Disk full"});
  const json entries =
      json::parse(desk.send("GET", "/incidents/Q0000000000001/log_entries").body)["log_entries"];
  CHECK(entries[0]["created_at"] == "2024-01-01T00:01:00Z");
  CHECK(entries[2]["created_at"] == "2024-01-01T00:31:00Z");  // escalated half an hour later
}

TEST_CASE("an admin call that moves the clock lets happen what is due then", "[pager][fault]") {
  Faulty desk(R"({"fault": "late", "by": "1m"})");
  desk.ask(event_request());

  desk.admin("POST", "clock", R"({"advance": "2m"})");

  CHECK(desk.incidents() == Lines{"triggered Disk full"});
}

TEST_CASE("a lost event is accepted, and nothing comes of it", "[pager][fault]") {
  Faulty desk(R"({"fault": "lose", "at": "enqueue"})");

  CHECK(desk.status() == 202);
  CHECK(desk.send("POST", "/services/T/B/k", R"({"text": "x"})").body == "ok");

  CHECK(desk.incidents().empty());
  CHECK(json::parse(desk.admin("GET", "received").body)["received"].size() == 1);  // Slack's
}

TEST_CASE("a duplicate is taken in twice and is one incident by its key", "[pager][fault]") {
  Faulty desk(R"({"fault": "duplicate"})");

  desk.enqueue(json::object());

  CHECK(desk.incidents() == Lines{"triggered Disk full"});
  CHECK(desk.log("Q0000000000001") == Lines{"trigger", "notify on-call", "trigger"});
  CHECK(json::parse(desk.admin("GET", "received").body)["received"].size() == 2);
}

TEST_CASE("what comes too fast is refused in each door's own way", "[pager][fault]") {
  Faulty desk(R"({"fault": "throttle", "allows": "1/s"})");
  const auto second = [&](const std::string& method, const char* path, const std::string& body) {
    desk.now += std::chrono::seconds(10);
    desk.send(method, path, body);
    return desk.send(method, path, body);
  };

  const http::Reply event = second("POST", "/v2/enqueue", PagerDesk::event(json::object()).dump());
  const http::Reply slack = second("POST", "/services/T/B/k", R"({"text": "x"})");
  const http::Reply rest = second("GET", "/incidents", "");
  const http::Reply webhook = second("POST", "/alertmanager", captured("webhook_firing"));

  CHECK(event.status == 429);
  CHECK(json::parse(event.body)["status"] == "throttle exceeded");
  CHECK(slack.status == 429);
  CHECK(*slack.headers.find("retry-after") == "1");
  CHECK(rest.status == 429);
  CHECK(json::parse(rest.body)["error"]["code"] == 2020);
  CHECK(webhook.status == 429);
}

TEST_CASE("a pager can be out of order in three ways, and takes nothing in then",
          "[pager][fault]") {
  Faulty refusing(R"({"fault": "refuse", "reply": 503})");
  Faulty hanging(R"({"fault": "hang"})");
  Faulty dropping(R"({"fault": "drop"})");

  CHECK(refusing.status() == 503);
  CHECK(std::holds_alternative<http::Hang>(hanging.ask(event_request()).delivery));
  CHECK(std::holds_alternative<http::Drop>(dropping.ask(event_request()).delivery));

  for (PagerDesk* desk : {static_cast<PagerDesk*>(&refusing), static_cast<PagerDesk*>(&hanging)}) {
    desk->admin("DELETE", "faults");
    CHECK(desk->incidents().empty());
  }
}

TEST_CASE("a fault may strike a share of the requests, or so many", "[pager][fault]") {
  Faulty some(R"({"id": "s", "fault": "refuse", "share": "50%"})");
  Faulty two(R"({"id": "t", "fault": "refuse", "for_requests": 2})");
  int refused = 0;
  for (int request = 0; request < 100; ++request) {
    refused += some.status() == 500 ? 1 : 0;
  }

  CHECK(refused > 30);
  CHECK(refused < 70);
  CHECK(json::parse(some.admin("GET", "faults").body)["faults"][0]["struck"] == refused);
  CHECK(std::vector{two.status(), two.status(), two.status()} == std::vector{500, 500, 202});
}

TEST_CASE("a fault with a ttl is over after that time", "[pager][fault]") {
  PagerDesk desk;
  const auto status = [&] { return desk.enqueue(json::object()).status; };
  desk.admin("POST", "faults", R"({"fault": "refuse", "ttl": "5m"})");

  CHECK(status() == 500);
  desk.now += std::chrono::minutes(5);
  CHECK(status() == 202);
}

TEST_CASE("faults come and go by the admin API", "[pager][fault]") {
  PagerDesk desk;

  CHECK(json::parse(desk.admin("POST", "faults", R"({"fault": "refuse"})").body)["ids"] ==
        json({"added-1"}));
  CHECK(json::parse(desk.admin("POST",
                               "faults",
                               R"([{"id": "a", "fault": "lose"}, {"id": "b", "fault": "hang"}])")
                        .body)["ids"] == json({"a", "b"}));
  CHECK(desk.enqueue(json::object()).status == 500);
  CHECK(desk.admin("DELETE", "faults/added-1").status == 204);
  CHECK(desk.admin("DELETE", "faults/added-1").status == 404);
  CHECK(std::holds_alternative<http::Hang>(desk.ask(event_request()).delivery));
  desk.admin("DELETE", "faults");

  CHECK(desk.enqueue(json::object()).status == 202);
}

TEST_CASE("mistakes in faults and configurations are named at their place", "[pager][fault]") {
  struct Case {
    const char* text;
    const char* message;
    const char* marked;
  };

  for (const Case& wrong : {
           Case{R"({"faults": [{"fault": "loose"}]})", "did you mean \"lose\"", "\"loose\""},
           Case{R"({"faults": [{"at": "slak", "fault": "lose"}]})", "slack", "\"slak\""},
           Case{R"({"faults": [{"fault": "lose", "by": "1s"}]})", "unknown key", "\"by\""},
           Case{R"({"faults": [{"id": "a", "fault": "lose"}, {"id": "a", "fault": "lose"}]})",
                "stands in \"faults\" twice",
                R"({"id": "a", "fault": "lose"})"},
           Case{R"({"escalation": []})", "1 to 20 levels", "[]"},
           Case{R"({"acknowledgement_timeout": "1ms"})", "below one second", "\"1ms\""},
           Case{R"({"escalation": [{"notify": "a", "escalates_after": "1ms"}]})",
                "below one second",
                "\"1ms\""},
           Case{R"({"event_per_minute": 5})", "did you mean \"events_per_minute\"", nullptr},
           Case{R"({"faults": [{"fault": "throttle", "allows": "1/d", "burst": 100}]})",
                "30 days",
                "\"1/d\""},
       }) {
    JsonDocument document(wrong.text);

    pager::load_config(document.root, document.diagnostics);

    INFO(wrong.text);
    REQUIRE(document.messages().size() == 1);
    CHECK(document.messages().front().find(wrong.message) != std::string::npos);
    if (wrong.marked != nullptr) {
      CHECK(document.marked() == wrong.marked);
    }
  }
}

}  // namespace
}  // namespace firedrill::tests
