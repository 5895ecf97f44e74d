#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

constexpr const char* the_id = "Q0000000000001";

/// A desk with an open incident.
struct Paged : PagerDesk {
  explicit Paged(std::string_view config = "{}") : PagerDesk(config) { enqueue(json::object()); }

  json shown() { return json::parse(send("GET", std::string("/incidents/") + the_id).body); }
};

TEST_CASE("an incident shows who is paged, who took it, and until when it waits", "[pager]") {
  Paged desk;

  const json fresh = desk.shown()["incident"];
  desk.put(the_id, "acknowledged");
  const json taken = desk.shown()["incident"];

  CHECK(fresh["id"] == the_id);
  CHECK(fresh["incident_key"] == "disk");
  CHECK(fresh["urgency"] == "high");
  CHECK(fresh["self"] == "http://127.0.0.1:9000/incidents/Q0000000000001");
  CHECK(fresh["assignments"][0]["assignee"]["summary"] == "on-call");
  CHECK(fresh["pending_actions"][0]["at"] == "2024-01-01T00:30:00Z");
  CHECK(fresh["acknowledgements"].empty());
  CHECK(taken["status"] == "acknowledged");
  CHECK(taken["acknowledgements"][0]["acknowledger"]["summary"] == "anna@example.com");
  CHECK(taken["pending_actions"].empty());
}

TEST_CASE("a resolved incident is opened again by who wants it so", "[pager]") {
  Paged desk;
  desk.put(the_id, "resolved");
  CHECK(desk.shown()["incident"]["resolved_at"] == "2024-01-01T00:00:00Z");

  desk.put(the_id, "triggered");
  CHECK(desk.shown()["incident"]["resolved_at"].is_null());
  desk.put(the_id, "resolved");
  desk.put(the_id, "acknowledged");
  desk.put(the_id, "triggered");

  CHECK(desk.incidents() == Lines{"triggered Disk full"});
  CHECK(desk.log(the_id) == Lines{"trigger",
                                  "notify on-call",
                                  "resolve",
                                  "trigger",
                                  "notify on-call",
                                  "resolve",
                                  "trigger",
                                  "notify on-call",
                                  "acknowledge",
                                  "unacknowledge",
                                  "notify on-call"});
}

TEST_CASE("an incident is not opened again beside a newer one of its key", "[pager]") {
  Paged desk;
  desk.put(the_id, "resolved");
  desk.enqueue(json::object());

  const http::Reply reply = desk.put(the_id, "triggered");

  CHECK(reply.status == 400);
  CHECK(json::parse(reply.body)["error"]["code"] == 2001);
  CHECK(desk.incidents() == Lines{"resolved Disk full", "triggered Disk full"});
}

TEST_CASE("many incidents are updated in one request, or none of them", "[pager]") {
  Paged desk;
  desk.enqueue({{"dedup_key", "net"}, {"payload", {{"summary", "No net"}}}});
  const auto put = [&](const char* second) {
    return desk.send("PUT",
                     "/incidents",
                     json({{"incidents",
                            {{{"id", the_id}, {"status", "acknowledged"}},
                             {{"id", second}, {"status", "resolved"}}}}})
                         .dump());
  };

  CHECK(put("Q0000000000009").status == 404);
  CHECK(desk.incidents() == Lines{"triggered Disk full", "triggered No net"});
  CHECK(put("Q0000000000002").status == 200);

  CHECK(desk.incidents() == Lines{"acknowledged Disk full", "resolved No net"});
}

TEST_CASE("a list is narrowed by status and key, and comes in pages", "[pager]") {
  Paged desk;
  desk.enqueue({{"dedup_key", "net"}});
  desk.enqueue({{"dedup_key", "cpu"}});
  desk.put("Q0000000000002", "resolved");
  const auto total = [&](const std::string& query) {
    return json::parse(desk.send("GET", "/incidents?total=true&" + query).body)["total"].get<int>();
  };

  CHECK(total("statuses[]=triggered") == 2);
  CHECK(total("statuses%5B%5D=triggered&statuses%5B%5D=resolved") == 3);
  CHECK(total("incident_key=net") == 1);
  CHECK(total("incident_key=none") == 0);
  const json page = json::parse(desk.send("GET", "/incidents?limit=1&offset=1").body);
  CHECK(page["incidents"].size() == 1);
  CHECK(page["incidents"][0]["incident_key"] == "net");
  CHECK(page["more"] == true);
  CHECK(json::parse(desk.send("GET", "/incidents?limit=99999999999999999999").body)["limit"] == 25);
}

/// The keys of the incidents that a query finds, as they come.
Lines found_by(PagerDesk& desk, const std::string& query) {
  Lines keys;
  const json listed = json::parse(desk.send("GET", "/incidents?" + query).body);
  for (const json& incident : listed["incidents"]) {
    keys.push_back(incident["incident_key"]);
  }
  return keys;
}

/// Three incidents, a day apart, of which the last is not urgent and the first was resolved last.
struct ThreeDays : PagerDesk {
  ThreeDays() {
    for (const char* key : {"disk", "net", "cpu"}) {
      const bool is_last = std::string_view(key) == "cpu";
      enqueue({{"dedup_key", key}, {"payload", {{"severity", is_last ? "info" : "error"}}}});
      now += std::chrono::days(1);
    }
    put("Q0000000000002", "resolved");
    now += std::chrono::hours(1);
    put(the_id, "resolved");
  }
};

TEST_CASE("a list is narrowed by urgency and by when incidents came", "[pager]") {
  ThreeDays desk;  // 1, 2 and 3 January

  CHECK(found_by(desk, "urgencies[]=low") == Lines{"cpu"});
  CHECK(found_by(desk, "urgencies[]=low&urgencies[]=high").size() == 3);
  CHECK(found_by(desk, "since=2024-01-02T00:00:00Z") == Lines{"net", "cpu"});
  CHECK(found_by(desk, "since=2024-01-02T01:00:00%2B01:00&until=2024-01-03") == Lines{"net"});
  CHECK(found_by(desk, "until=2024-01-02T00:00:00") == Lines{"disk"});
  CHECK(found_by(desk, "date_range=all&since=2024-01-03").size() == 3);
  desk.now += std::chrono::days(28);
  CHECK(found_by(desk, "") == Lines{"cpu"});  // a month, as by PagerDuty
  CHECK(found_by(desk, "date_range=all").size() == 3);
  CHECK(found_by(desk, "until=2024-01-03") == Lines{"disk", "net"});
}

TEST_CASE("a list is sorted by up to two fields, either way", "[pager]") {
  ThreeDays desk;

  CHECK(found_by(desk, "sort_by=created_at:desc") == Lines{"cpu", "net", "disk"});
  CHECK(found_by(desk, "sort_by=incident_number") == Lines{"disk", "net", "cpu"});
  CHECK(found_by(desk, "sort_by=resolved_at") == Lines{"net", "disk", "cpu"});
  CHECK(found_by(desk, "sort_by=urgency:asc,created_at:desc") == Lines{"cpu", "net", "disk"});
  CHECK(found_by(desk, "sort_by=urgency:desc") == Lines{"disk", "net", "cpu"});
  CHECK(found_by(desk, "sort_by=created_at:desc&limit=1&offset=1") == Lines{"net"});
}

TEST_CASE("a list that nobody can make is refused, and what is unknown ignored", "[pager]") {
  ThreeDays desk;

  for (const char* query : {"since=yesterday",
                            "until=2024-13-01",
                            "sort_by=",
                            "sort_by=title",
                            "sort_by=urgency:up",
                            "sort_by=created_at,",
                            "sort_by=urgency,created_at,resolved_at"}) {
    INFO(query);
    const http::Reply reply = desk.send("GET", std::string("/incidents?") + query);
    CHECK(reply.status == 400);
    CHECK(json::parse(reply.body)["error"]["code"] == 2001);
  }
  CHECK(found_by(desk, "user_ids[]=P1&time_zone=UTC&include[]=users&sorted=by").size() == 3);
}

TEST_CASE("the total of a list is counted for who asks for it", "[pager]") {
  ThreeDays desk;

  CHECK(json::parse(desk.send("GET", "/incidents").body)["total"].is_null());
  CHECK(json::parse(desk.send("GET", "/incidents?total=true&limit=1").body)["total"] == 3);
}

TEST_CASE("notes and resolutions stand in the log", "[pager]") {
  Paged desk;

  const http::Reply noted = desk.send(
      "POST", "/incidents/Q0000000000001/notes", R"({"note": {"content": "it is the disk"}})");
  desk.send("PUT",
            "/incidents/Q0000000000001",
            R"({"incident": {"status": "resolved", "resolution": "made room"}})");

  CHECK(noted.status == 201);
  CHECK(
      desk.log(the_id) ==
      Lines{
          "trigger", "notify on-call", "annotate it is the disk", "annotate made room", "resolve"});
}

TEST_CASE("what the API cannot make sense of is an error in PagerDuty's form", "[pager]") {
  Paged desk;
  const auto code = [&](const std::string& method, const std::string& path, const char* body) {
    const http::Reply reply = desk.send(method, path, body);
    return std::pair(reply.status, json::parse(reply.body)["error"]["code"].get<int>());
  };

  CHECK(code("GET", "/incidents/Q0000000000009", "") == std::pair(404, 2100));
  CHECK(code("GET", "/incidents/nothing", "") == std::pair(404, 2100));
  CHECK(code("DELETE", "/incidents", "") == std::pair(404, 2100));
  CHECK(code("PUT", "/incidents/Q0000000000001", "{") == std::pair(400, 2001));
  CHECK(code("PUT", "/incidents/Q0000000000001", R"({"incident": {"status": "done"}})") ==
        std::pair(400, 2001));
  CHECK(code("PUT", "/incidents", "{}") == std::pair(400, 2001));
  CHECK(code("POST", "/incidents/Q0000000000001/notes", R"({"note": {}})") == std::pair(400, 2001));
  json many = {{"incidents", json::array()}};
  for (int item = 0; item < 251; ++item) {
    many["incidents"].push_back({{"id", the_id}});
  }
  CHECK(desk.send("PUT", "/incidents", many.dump()).status == 413);
  CHECK(desk.incidents() == Lines{"triggered Disk full"});
}

TEST_CASE("with a token the API wants it, and a name on writes", "[pager]") {
  Paged desk(R"({"api_token": "t0ken"})");
  const http::Headers right = {{"authorization", "Token token=t0ken"}};
  http::Headers named = right;
  named.add("from", "anna@example.com");
  const std::string update = R"({"incident": {"status": "acknowledged"}})";
  const auto put = [&](const http::Headers& headers) {
    return desk.send("PUT", "/incidents/Q0000000000001", update, headers).status;
  };

  CHECK(desk.send("GET", "/incidents").status == 401);
  CHECK(desk.send("GET", "/incidents", "", {{"authorization", "Token token=x"}}).status == 401);
  CHECK(desk.send("GET", "/incidents", "", right).status == 200);
  CHECK(put(right) == 400);
  const http::Reply unsigned_put = desk.send("PUT", "/incidents/Q0000000000001", update, right);
  CHECK(json::parse(unsigned_put.body)["error"]["code"] == 2016);
  CHECK(put(named) == 200);
}

}  // namespace
}  // namespace firedrill::tests
