#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/pager_desk.hpp"

namespace firedrill::tests {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

json webhook() {
  return json::parse(captured("webhook_firing"));
}

TEST_CASE("Alertmanager's webhook opens and closes an incident for its group", "[pager]") {
  PagerDesk desk;

  CHECK(desk.send("POST", "/alertmanager", captured("webhook_firing")).status == 200);
  CHECK(desk.incidents() == Lines{"triggered [FIRING:2] AuthDown (AuthDown critical multi)"});
  const json incident = json::parse(desk.send("GET", "/incidents/Q0000000000001").body)["incident"];
  CHECK(desk.send("POST", "/alertmanager", captured("webhook_resolved")).status == 200);

  CHECK(incident["incident_key"] ==
        "e6172a3b7b29576279fd7bd64e527b7de22373e68bea76ef2b33aa22a3309605");  // as for PagerDuty
  CHECK(incident["severity"] == "critical");
  CHECK(incident["service"]["summary"] == "alertmanager/multi");
  CHECK(incident["body"]["details"] == webhook()["alerts"]);
  CHECK(desk.incidents() == Lines{"resolved [FIRING:2] AuthDown (AuthDown critical multi)"});
}

TEST_CASE("the labels of all alerts of a webhook say how urgent it is", "[pager]") {
  const auto urgency = [](const json& labels) {
    PagerDesk desk;
    json body = webhook();
    body["commonLabels"] = labels;
    desk.send("POST", "/alertmanager", body.dump());
    return json::parse(desk.send("GET", "/incidents/Q0000000000001").body)["incident"]["urgency"];
  };

  CHECK(urgency({{"severity", "page"}}) == "high");
  CHECK(urgency({{"severity", "warning"}}) == "low");
  CHECK(urgency(json::object()) == "high");
  CHECK(urgency({{"severity", "warning"}, {"urgency", "high"}}) == "high");
  CHECK(urgency({{"severity", "page"}, {"urgency", "low"}}) == "low");
}

TEST_CASE("members that newer versions of Alertmanager add are no mistake", "[pager]") {
  PagerDesk desk;
  json body = webhook();
  body["notification_reason"] = "first notification";
  body["routeLabels"] = json::object();

  CHECK(desk.send("POST", "/alertmanager", body.dump()).status == 200);
}

TEST_CASE("a webhook that is none names its mistakes and opens nothing", "[pager]") {
  PagerDesk desk;
  const auto error = [&](const json& patch) {
    json body = webhook();
    body.merge_patch(patch);
    const http::Reply reply = desk.send("POST", "/alertmanager", body.dump());
    CHECK(reply.status == 400);
    return json::parse(reply.body)["error"].get<std::string>();
  };
  json labels;
  for (int label = 0; label < 1100; ++label) {
    labels["label" + std::to_string(label)] = "x";
  }

  CHECK(error({{"version", "3"}}).find("is not \"4\"") != std::string::npos);
  CHECK(error({{"status", "burning"}}).find("firing") != std::string::npos);
  CHECK(error({{"groupKey", nullptr}}).find("groupKey") != std::string::npos);
  CHECK(error({{"commonLabels", labels}}).find("more than 1000 labels") != std::string::npos);
  CHECK(error({{"groupLabels", {{"alertname", 5}}}}).find("is no text") != std::string::npos);
  CHECK(desk.send("POST", "/alertmanager", "[").status == 400);
  CHECK(desk.incidents().empty());
}

TEST_CASE("Slack's webhook says ok, and its messages can be looked at", "[pager]") {
  PagerDesk desk;

  const http::Reply reply = desk.send("POST", "/services/T0/B0/key", captured("slack_firing"));
  const http::FormPairs form = {{"payload", R"({"text": "hello"})"}};
  desk.send("POST",
            "/services/T0/B0/key",
            http::encode_form(form),
            {{"content-type", "application/x-www-form-urlencoded"}});

  CHECK(reply.status == 200);
  CHECK(reply.body == "ok");
  const json received = json::parse(desk.admin("GET", "received?at=slack").body)["received"];
  REQUIRE(received.size() == 2);
  CHECK(received[0]["path"] == "/services/T0/B0/key");
  CHECK(received[0]["body"] == json::parse(captured("slack_firing")));
  CHECK(received[1]["body"]["text"] == "hello");
  CHECK(desk.incidents().empty());
}

TEST_CASE("Slack's refusals are its own", "[pager]") {
  PagerDesk desk;
  const auto refusal = [&](const char* path, const char* body) {
    const http::Reply reply = desk.send("POST", path, body);
    return std::to_string(reply.status) + " " + reply.body;
  };

  CHECK(refusal("/services/T0/B0/key", "{") == "400 invalid_payload");
  CHECK(refusal("/services/T0/B0/key", "") == "400 invalid_payload");
  CHECK(refusal("/services/T0/B0/key", "{}") == "400 no_text");
  CHECK(refusal("/services/T0/B0/key", R"({"text": ""})") == "400 no_text");
  CHECK(refusal("/services/T0", R"({"text": "x"})") == "404 no_service");
  CHECK(json::parse(desk.admin("GET", "received").body)["received"].empty());
}

TEST_CASE("Opsgenie's alert API opens and closes an incident for its alias", "[pager]") {
  PagerDesk desk;
  const http::Headers key = {{"authorization", "GenieKey 11111111-1111"}};
  const std::string alias = json::parse(captured("opsgenie_create"))["alias"];

  const http::Reply created = desk.send("POST", "/v2/alerts", captured("opsgenie_create"), key);
  CHECK(desk.incidents() == Lines{"triggered [FIRING:2] AuthDown (AuthDown critical multi)"});
  const json incident = json::parse(desk.send("GET", "/incidents/Q0000000000001").body)["incident"];
  const http::Reply by_id =
      desk.send("POST", "/v2/alerts/" + alias + "/close", captured("opsgenie_close"), key);
  CHECK(desk.incidents().front().starts_with("triggered"));
  const http::Reply closed = desk.send("POST",
                                       "/v2/alerts/" + alias + "/close?identifierType=alias",
                                       captured("opsgenie_close"),
                                       key);

  CHECK(created.status == 202);
  CHECK(by_id.status == 202);
  CHECK(json::parse(created.body)["result"] == "Request will be processed");
  CHECK(incident["incident_key"] == alias);
  CHECK(incident["severity"] == "critical");  // P1
  CHECK(incident["service"]["summary"].get<std::string>().starts_with("opsgenie/"));
  CHECK(closed.status == 202);
  CHECK(desk.incidents() == Lines{"resolved [FIRING:2] AuthDown (AuthDown critical multi)"});
}

TEST_CASE("Opsgenie's refusals are its own", "[pager]") {
  PagerDesk desk;
  const auto refusal = [&](const char* body, const http::Headers& headers) {
    const http::Reply reply = desk.send("POST", "/v2/alerts", body, headers);
    const json said = json::parse(reply.body);
    const std::string wrong = said.contains("errors") ? said["errors"].begin().key() : "";
    return std::to_string(reply.status) + " " + wrong;
  };
  const http::Headers key = {{"authorization", "GenieKey k"}};

  CHECK(refusal(R"({"message": "x"})", {}) == "401 ");
  CHECK(refusal(R"({"message": "x"})", {{"authorization", "Bearer k"}}) == "401 ");
  CHECK(refusal("{", key) == "422 json");
  CHECK(refusal(R"({"alias": "x"})", key) == "422 message");
  CHECK(refusal(R"({"message": ""})", key) == "422 message");
  CHECK(refusal(R"({"message": "x", "priority": "P6"})", key) == "422 priority");
  CHECK(refusal((R"({"message": ")" + std::string(131, 'x') + "\"}").c_str(), key) ==
        "422 message");
  CHECK(desk.send("POST", "/v2/alerts/x/open", "{}", key).status == 404);
  CHECK(desk.send("POST", "/v2/alertsXx/close", "{}", key).status == 404);
  CHECK(desk.send("POST", "/v2/alerts//close", "{}", key).status == 404);
  CHECK(desk.incidents().empty());
}

TEST_CASE("a pager with listeners tells them, and does not decide itself", "[pager]") {
  std::vector<std::string> heard;
  PagerDesk desk(
      "{}", {.on_signal = [&](const pager::Signal& signal) { heard.push_back(signal.title); }});

  desk.send("POST", "/alertmanager", captured("webhook_firing"));

  CHECK(heard == Lines{"[FIRING:2] AuthDown (AuthDown critical multi)"});
  CHECK(desk.incidents().empty());
}

TEST_CASE("who listens hears what people have done, and nothing that changed nothing", "[pager]") {
  std::vector<std::string> heard;
  PagerDesk desk("{}", {.on_deed = [&](const pager::Deed& deed) {
                   heard.push_back(deed.agent + " " + deed.incident.dedup_key + " " + deed.text);
                 }});
  desk.enqueue(json::object());

  desk.put("Q0000000000001", "acknowledged");
  desk.put("Q0000000000001", "acknowledged");
  desk.send("POST", "/incidents/Q0000000000001/notes", R"({"note": {"content": "on it"}})");

  CHECK(heard == Lines{"anna@example.com disk ", "REST API disk on it"});
}

}  // namespace
}  // namespace firedrill::tests
