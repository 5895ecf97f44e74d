#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/pager/state.hpp"
#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;

TEST_CASE("each door of the pager counts its hits by status", "[pager]") {
  PagerDesk desk;
  desk.enqueue(json::object());
  desk.enqueue({{"routing_key", "short"}});
  desk.send("GET", "/incidents");
  desk.send("GET", "/v2/enqueue");
  desk.send("POST", "/nowhere");

  const json hits = json::parse(desk.admin("GET", "hits").body);

  CHECK(hits["enqueue"]["by_status"] == json({{"202", 1}, {"400", 1}}));
  CHECK(hits["rest"]["requests"] == 1);
  CHECK(hits["other"]["by_status"] == json({{"404", 2}}));
  desk.admin("DELETE", "hits");
  CHECK(json::parse(desk.admin("GET", "hits").body).empty());
}

TEST_CASE("the pager's clock can be moved and read", "[pager]") {
  PagerDesk desk;

  CHECK(json::parse(desk.admin("POST", "clock", R"({"advance": "10m"})").body)["now"] ==
        "2024-01-01T00:10:00Z");
  desk.enqueue(json::object());
  CHECK(desk.admin("POST", "clock", R"({"set": "2024-01-01T01:00:00Z"})").status == 200);

  CHECK(json::parse(desk.admin("GET", "clock").body)["now"] == "2024-01-01T01:00:00Z");
  CHECK(desk.log("Q0000000000001").back() == "exhaust_escalation_path");
  CHECK(desk.admin("POST", "clock", "{}").status == 400);
  CHECK(desk.admin("POST", "clock", R"({"advance": 5})").status == 400);
}

TEST_CASE("a reset of the pager is as after its start", "[pager]") {
  PagerDesk desk(R"({"faults": [{"id": "first", "fault": "delay", "by": "1s"}]})");
  desk.enqueue(json::object());
  desk.admin("POST", "faults", R"({"fault": "hang"})");
  desk.admin("POST", "clock", R"({"advance": "1h"})");

  CHECK(desk.admin("POST", "reset").status == 204);

  CHECK(desk.incidents().empty());
  CHECK(json::parse(desk.admin("GET", "received").body)["received"].empty());
  CHECK(json::parse(desk.admin("GET", "clock").body)["now"] == "2024-01-01T00:00:00Z");
  const json faults = json::parse(desk.admin("GET", "faults").body)["faults"];
  REQUIRE(faults.size() == 1);
  CHECK(faults[0]["id"] == "first");
  desk.enqueue(json::object());
  CHECK(desk.log("Q0000000000001").size() == 2);
}

TEST_CASE("the pager's admin API names what it does not know", "[pager]") {
  PagerDesk desk;

  CHECK(desk.admin("GET", "nothing").status == 404);
  CHECK(desk.admin("POST", "faults", R"({"fault": "duplicat"})").body.find("did you mean") !=
        std::string::npos);
  CHECK(desk.admin("POST", "faults", "{").status == 400);
}

TEST_CASE("the inbox keeps the latest, by number and by bytes", "[pager]") {
  pager::Inbox inbox;
  const auto put = [&](std::size_t bytes) {
    inbox.put({.door = "slack", .at = {}, .path = "/", .body = std::string(bytes, ' ')});
  };
  for (int message = 0; message < 1100; ++message) {
    put(1);
  }
  CHECK(inbox.all().size() == 1000);

  put(pager::Inbox::most_bytes - 10);
  CHECK(inbox.all().size() == 11);
  inbox.clear();
  put(pager::Inbox::most_bytes + 1);

  CHECK(inbox.all().empty());
}

}  // namespace
}  // namespace firedrill::tests
