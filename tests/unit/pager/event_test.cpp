#include "mock_services/pager/event.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;

/// The "errors" of a refused event.
std::vector<std::string> errors_of(const http::Reply& reply) {
  CHECK(reply.status == 400);
  const json body = json::parse(reply.body);
  CHECK(body["status"] == "invalid event");
  CHECK(body["message"] == "Event object is invalid");
  return body["errors"];
}

TEST_CASE("what Alertmanager sends to PagerDuty opens and closes one incident", "[pager]") {
  PagerDesk desk;

  const http::Reply opened = desk.send("POST", "/v2/enqueue", captured("pagerduty_trigger"));

  CHECK(opened.status == 202);
  CHECK(json::parse(opened.body) ==
        json({{"status", "success"},
              {"message", "Event processed"},
              {"dedup_key", "e6172a3b7b29576279fd7bd64e527b7de22373e68bea76ef2b33aa22a3309605"}}));
  CHECK(desk.incidents() ==
        std::vector<std::string>{"triggered [FIRING:2] AuthDown (AuthDown critical multi)"});
  CHECK(desk.send("POST", "/v2/enqueue", captured("pagerduty_resolve")).status == 202);
  CHECK(desk.incidents() ==
        std::vector<std::string>{"resolved [FIRING:2] AuthDown (AuthDown critical multi)"});
}

TEST_CASE("a refused event is told everything that is wrong with it", "[pager]") {
  PagerDesk desk;

  CHECK(errors_of(desk.enqueue({{"routing_key", "short"}})) ==
        std::vector<std::string>{"Length of 'routing_key' is incorrect (should be 32 characters)"});
  CHECK(errors_of(desk.enqueue({{"routing_key", nullptr}, {"payload", nullptr}})) ==
        std::vector<std::string>{"'routing_key' is missing or blank",
                                 "'payload.summary' is missing or blank",
                                 "'payload.source' is missing or blank",
                                 "'payload.severity' is missing or blank"});
  CHECK(errors_of(desk.enqueue({{"payload", {{"severity", "fatal"}}}})) ==
        std::vector<std::string>{"'payload.severity' is invalid (must be one of the following: "
                                 "'critical', 'warning', 'error', 'info')"});
  CHECK(errors_of(desk.enqueue({{"event_action", "open"}})).front().find("'event_action'") == 0);
  CHECK(errors_of(desk.enqueue({{"event_action", "resolve"}, {"dedup_key", nullptr}})) ==
        std::vector<std::string>{"'dedup_key' is missing or blank"});
  CHECK(errors_of(desk.enqueue({{"dedup_key", std::string(256, 'k')}})).size() == 1);
  CHECK(desk.incidents().empty());
}

TEST_CASE("what is no event is refused in PagerDuty's words", "[pager]") {
  PagerDesk desk;

  for (const char* body : {"{", "5", "[]", "\"text\""}) {
    const http::Reply reply = desk.send("POST", "/v2/enqueue", body);

    CHECK(reply.status == 400);
    CHECK(json::parse(reply.body) == json({{"status", "Unrecognized object"},
                                           {"message", "Event object format is unrecognized"},
                                           {"errors", {"JSON parse error"}}}));
  }
  CHECK(desk.enqueue({{"padding", std::string(600 * 1024, 'x')}}).status == 413);
}

TEST_CASE("a trigger without a key gets one, a new one each time", "[pager]") {
  PagerDesk desk;

  const auto key = [&] {
    return json::parse(desk.enqueue({{"dedup_key", nullptr}}).body)["dedup_key"].get<std::string>();
  };
  const std::string first = key();

  CHECK(first.size() == 32);
  CHECK(key() != first);
  CHECK(desk.incidents().size() == 2);
}

TEST_CASE("a key that sends more than 120 events a minute is told to wait", "[pager]") {
  PagerDesk desk;
  for (int event = 0; event < 120; ++event) {
    REQUIRE(desk.enqueue(json::object()).status == 202);
  }

  const http::Reply refused = desk.enqueue(json::object());

  CHECK(refused.status == 429);
  CHECK(json::parse(refused.body)["status"] == "throttle exceeded");
  const std::string other = "S0123456789012345678901234567890";
  CHECK(desk.enqueue({{"routing_key", other}}).status == 202);
  desk.now += std::chrono::seconds(1);
  CHECK(desk.enqueue(json::object()).status == 202);
}

TEST_CASE("the limit of a key can be taken away", "[pager]") {
  PagerDesk desk(R"({"events_per_minute": 0})");

  for (int event = 0; event < 200; ++event) {
    REQUIRE(desk.enqueue(json::object()).status == 202);
  }
}

}  // namespace
}  // namespace firedrill::tests
