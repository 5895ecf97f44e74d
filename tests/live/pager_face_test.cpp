#include "harness/live/pager_face.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/http/client.hpp"
#include "tests/support/on_call.hpp"
#include "tests/support/pager_desk.hpp"
#include "tests/support/text_search.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Lines = std::vector<std::string>;

live::ShownIncident down() {
  return {.key = "Down{}", .alert = "Down", .number = 1, .assignment = 1, .assigned = "ann"};
}

/// A run's pager whose control plane writes down what it is told.
class Reception {
  OnCall on_call_;
  live::Scheduler scheduler_;  // what follows goes before it

 public:
  explicit Reception(bool external_alerts = false) {
    on_call_ = on_call_of({{.notify = "ann"}});
    on_call_.external_alerts = external_alerts;
    const auto note = [this](const std::string& what) { heard.push_back(what); };
    auto started = live::PagerFace::start(
        scheduler_,
        on_call_,
        {.acknowledge =
             [note](const std::string& key, const std::string& who) {
               note("ack " + key + " " + who);
               return std::string();
             },
         .resolve =
             [note](const std::string& key, const std::string& who) {
               note("resolve " + key + " " + who);
               return std::string();
             },
         .act = [](const std::string& step,
                   const std::string&) { return step == "undo" ? "" : "no such step"; },
         .note = [note](const std::string& text,
                        const std::string& who) { note("note " + text + " " + who); },
         .raise = [note](const std::string& key,
                         const std::string& alert) { note("raise " + key + " " + alert); },
         .clear = [note](const std::string& key) { note("clear " + key); }});
    REQUIRE(started);
    face = *std::move(started);
  }

  /// The status and body of a request with the token, unless told otherwise.
  std::pair<int, std::string> ask(const std::string& method,
                                  const std::string& path,
                                  const std::string& body = "",
                                  bool with_token = true) {
    http::Request request = http::request_to(method, path);
    request.body = body;
    request.headers.add("from", "bert");
    if (with_token) {
      request.headers.add("authorization", "Token token=" + face->token());
    }
    std::optional<http::Exchange> exchange;
    client_.send(*http::parse_origin(face->url()), request, 10s, [&](http::Exchange one) {
      exchange = std::move(one);
    });
    for (int step = 0; step < 1000 && !exchange; ++step) {
      scheduler_.run_until(scheduler_.now() + 10ms);
    }
    REQUIRE(exchange);
    return {exchange->reply.status, exchange->reply.body};
  }

  std::string status_of_first() {
    return json::parse(ask("GET", "/incidents").second)["incidents"][0]["status"];
  }

  Lines heard;

 private:
  http::Client client_{scheduler_.io()};

 public:
  std::unique_ptr<live::PagerFace> face;  // goes before the scheduler, on which it stands
};

TEST_CASE("what a person does at the run's pager reaches the control plane", "[live][pager]") {
  Reception run;
  run.face->show({down()});
  const std::string id = "/incidents/Q0000000000001";

  CHECK(run.ask("PUT", id, R"({"incident": {"status": "acknowledged"}})").first == 200);
  CHECK(run.ask("POST", id + "/notes", R"({"note": {"content": "hm"}})").first == 201);
  CHECK(run.ask("PUT", id, R"({"incident": {"status": "resolved"}})").first == 200);
  CHECK(run.ask("PUT", id, R"({"incident": {"status": "acknowledged"}})").first == 400);
  run.ask("POST", "/__firedrill/note", R"({"text": "all well"})");
  const std::string too_long = fmt::format(R"({{"text": "{}"}})", std::string(1025, 'x'));
  CHECK(run.ask("POST", "/__firedrill/note", too_long).first == 400);

  CHECK(run.heard ==
        Lines{"ack Down{} bert", "note hm bert", "resolve Down{} bert", "note all well bert"});
}

TEST_CASE("a step begins, or the reason comes back", "[live][pager]") {
  Reception run;
  const char* place = "/__firedrill/act";

  CHECK(run.ask("POST", place, R"({"step": "undo"})").first == 200);
  CHECK(run.ask("POST", place, R"({"step": "redo"})") ==
        std::pair<int, std::string>(409, "{\"error\": \"no such step\"}\n"));
  CHECK(run.ask("POST", place, R"({"stp": "undo"})").first == 400);
  CHECK(run.ask("GET", place).first == 404);
}

TEST_CASE("who has not the token reads and does nothing", "[live][pager]") {
  Reception run;
  run.face->show({down()});

  for (const char* path : {"/incidents", "/incidents/Q0000000000001"}) {
    CHECK(run.ask("GET", path, "", false).first == 401);
  }
  CHECK(run.ask("POST", "/__firedrill/act", R"({"step": "undo"})", false).first == 401);
  CHECK(run.ask("POST", "/__firedrill/reset", "").first == 404);
  CHECK(run.ask("POST", "/alertmanager", captured("webhook_firing")).first == 404);

  CHECK(run.heard.empty());
  CHECK(run.face->token().size() == 32);
}

TEST_CASE("the run's pager follows the run: an incident that is over is resolved",
          "[live][pager]") {
  Reception run;
  run.face->show({down()});
  CHECK(run.status_of_first() == "triggered");

  run.face->show({});
  run.face->show({});

  CHECK(run.status_of_first() == "resolved");
  CHECK(run.heard.empty());
}

TEST_CASE(
    "the run's pager shows who acknowledged, until that does not count any more, and to whom "
    "it goes",
    "[live][pager]") {
  Reception run;
  const auto first = [&run] {
    return json::parse(run.ask("GET", "/incidents").second)["incidents"][0];
  };
  const auto assignee = [&first] { return first()["assignments"][0]["assignee"]["summary"]; };
  live::ShownIncident incident = down();
  run.face->show({incident});
  CHECK(assignee() == "ann");

  incident.acknowledged_by = "bert";
  run.face->show({incident});
  CHECK(first()["status"] == "acknowledged");
  CHECK(first()["acknowledgements"][0]["acknowledger"]["summary"] == "bert");
  incident.acknowledged_by.clear();
  incident.assignment = 2;
  incident.assigned = "carl";
  run.face->show({incident});
  run.face->show({incident});

  CHECK(run.status_of_first() == "triggered");
  CHECK(assignee() == "carl");
  const std::string log = run.ask("GET", "/incidents/Q0000000000001/log_entries").second;
  CHECK(count_of(log, "\"notify_log_entry\"") == 2);
  CHECK(run.heard.empty());
}

TEST_CASE("the run's pager takes back what the run refuses", "[live][pager]") {
  Reception run;
  run.face->show({down()});
  run.ask("PUT", "/incidents/Q0000000000001", R"({"incident": {"status": "resolved"}})");
  CHECK(run.status_of_first() == "resolved");

  run.face->show({down()});

  const json shown = json::parse(run.ask("GET", "/incidents").second)["incidents"];
  CHECK(std::any_of(
      shown.begin(), shown.end(), [](const json& one) { return one["status"] == "triggered"; }));
}

TEST_CASE("the next incident of a key is another one", "[live][pager]") {
  Reception run;
  run.face->show({down()});
  live::ShownIncident next = down();
  next.number = 2;
  run.face->show({next});

  const json shown = json::parse(run.ask("GET", "/incidents").second)["incidents"];
  REQUIRE(shown.size() == 2);
  CHECK(shown[0]["status"] != shown[1]["status"]);
}

TEST_CASE("the run's pager shows the urgency of an incident", "[live][pager]") {
  Reception run;
  run.face->show({down(), {.key = "Untidy{}", .alert = "Untidy", .urgency = Urgency::low}});

  const auto urgency = [&run](const std::string& id) {
    return json::parse(run.ask("GET", "/incidents/" + id).second)["incident"]["urgency"];
  };
  CHECK(urgency("Q0000000000001") == "high");
  CHECK(urgency("Q0000000000002") == "low");
}

TEST_CASE("alerts from outside are taken where the scenario says so", "[live][pager]") {
  Reception run(true);

  CHECK(run.ask("POST", "/alertmanager", captured("webhook_firing"), false).first == 200);
  CHECK(run.ask("POST", "/alertmanager", captured("webhook_resolved"), false).first == 200);
  run.ask("GET", "/incidents");

  REQUIRE(run.heard.size() == 2);
  CHECK(run.heard[0].ends_with(" AuthDown (AuthDown critical multi)"));
  CHECK(run.heard[0].starts_with("raise alertmanager/multi/e6172a3b"));
  CHECK(run.heard[1].starts_with("clear alertmanager/multi/e6172a3b"));
}

}  // namespace
}  // namespace firedrill::tests
