#include "harness/live/own_changes.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/live/commanded.hpp"
#include "harness/live/gateways.hpp"
#include "harness/live/unplayable.hpp"
#include "harness/scenario/find.hpp"
#include "tests/unit/scenario/load_support.hpp"

// What changes of the user's own programs come to, and which of them cannot be played.

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::live;

namespace {

constexpr const char* own_services =
    R"({"web": {"version": "1", "live": {"command": ["./web", "${port}"]},
                "calls": [{"service": "far"}], "auth": {"identity": {"speaks": "v1"}},
                "versions": {"1": {}, "2": {}}},
        "far": {"live": {"attach": "http://127.0.0.1:1"}, "calls": [{"service": "stock"}]},
        "mock": {"calls": [{"service": "web"}]}, "stock": {},
        "identity": {"kind": "auth_provider", "contracts": {"v1": {}}}})";

Scenario with_script(const std::string& script, const std::string& more = {}) {
  return tests::loaded({.services = own_services, .script = script, .more = more});
}

std::string why_not(const std::string& step) {
  const std::vector<Unplayable> found = unplayable(with_script("[" + step + "]"));
  return found.empty() ? "" : found.front().what;
}

/// A database that two programs are told of and one calls.
Scenario with_database(const std::string& script) {
  return tests::loaded(
      {.services = R"({"web": {"live": {"command": ["./web", "${port}", "${db.address}"]},
                               "calls": [{"service": "db"}]},
                       "batch": {"live": {"command": ["./batch", "${port}", "${db.address}"]}},
                       "db": {"live": {"command": ["./db", "${port}"], "protocol": "tcp"}}})",
       .script = script});
}

std::string why_no_database(const std::string& step) {
  const std::vector<Unplayable> found = unplayable(with_database("[" + step + "]"));
  return found.empty() ? "" : found.front().what;
}

std::optional<std::string> version_of(const VersionPage& page, std::string_view body) {
  return version_in({.source = page}, body);
}

}  // namespace

TEST_CASE("a change is what answers afterwards", "[unit][live][own]") {
  const auto outcome = [](const SaidVersions& before, const SaidVersions& after) {
    return judge_change("1", before, after).outcome;
  };

  CHECK(outcome({"2", "2"}, {"1", "1"}) == Outcome::ok);
  CHECK(outcome({"2", "2"}, {"2", "2"}) == Outcome::no_effect);
  CHECK(outcome({"1"}, {"1"}) == Outcome::no_effect);
  CHECK(outcome({"2", "2"}, {"1", "2"}) == Outcome::partial);
  CHECK(outcome({"2"}, {"3"}) == Outcome::failed);
  CHECK(outcome({"2"}, {std::nullopt}) == Outcome::failed);
  CHECK(outcome({std::nullopt}, {std::nullopt}) == Outcome::failed);
}

TEST_CASE("a change that came to less says what answers", "[unit][live][own]") {
  CHECK(judge_change("1", {"2"}, {"2"}).detail == "version 2 still answers");
  CHECK(judge_change("1", {"2", "2"}, {"3", std::nullopt}).detail ==
        "version 3 and nothing answers, not 1");
  CHECK(judge_change("1", {"2"}, {"1"}).detail.empty());
}

TEST_CASE("a version is read from a page, its JSON or a label", "[unit][live][own]") {
  CHECK(version_of({.path = "/version"}, " 1.4.0\r\n") == "1.4.0");
  CHECK(version_of({.path = "/version"}, " \n") == std::nullopt);
  CHECK(version_of({.path = "/version"}, std::string(201, 'x')) == std::nullopt);
  CHECK(version_of({.path = "/", .pointer = "/a/0"}, R"({"a": ["1.4.0"]})") == "1.4.0");
  CHECK(version_of({.path = "/", .pointer = "/a"}, R"({"a": 7})") == "7");
  CHECK(version_of({.path = "/", .pointer = "/b"}, R"({"a": 7})") == std::nullopt);
  CHECK(version_of({.path = "/", .pointer = "/a/x"}, R"({"a": [1]})") == std::nullopt);
  CHECK(version_of({.path = "/", .pointer = "/a"}, "<html>") == std::nullopt);

  const VersionProbe label{.source = VersionLabel{.metric = "build_info", .label = "version"}};
  CHECK(version_in(label, "build_info{version=\"1\"} 0\nbuild_info{version=\"2\"} 1\n") == "2");
  CHECK(version_in(label, "other{version=\"2\"} 1\n") == std::nullopt);
  CHECK(version_in(label, "no metrics at all") == std::nullopt);
}

TEST_CASE("what a command does begins at once and is done in one go", "[unit][live][own]") {
  const Scenario scenario = as_commanded(with_script(
      R"([{"id": "a", "do": "deploy", "service": "web", "version": "2", "takes": "5m"},
          {"at": "1m", "steps": [{"do": "rollback", "of": "a", "takes": "2m"},
                                 {"do": "restart", "service": "web", "takes": "3m"}]}])",
      R"("commands": {"web.rollback": {"run": ["./back"]}})"));

  const auto& deploy = std::get<actions::Deploy>(*scenario.script[0].action);
  const auto& rollback = std::get<actions::Rollback>(*scenario.script[1].steps[0].action);
  const auto& restart = std::get<actions::Restart>(*scenario.script[1].steps[1].action);
  CHECK(deploy.rollout.takes == 5min);
  CHECK(rollback.rollout.takes == 0s);
  CHECK(restart.takes == 3min);
  CHECK(scenario.script[0].planned == std::nullopt);
  CHECK(scenario.script[1].steps[0].planned == 2min);
}

TEST_CASE("a program of the user's own gets signals, and faults that a gateway before it can do",
          "[unit][live][own]") {
  for (const char* step :
       {R"({"do": "inject", "fault": "crash", "service": "web"})",
        R"({"do": "inject", "fault": "hang", "service": "web"})",
        R"({"do": "restart", "service": "web"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "service": "mock"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "service": "web"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "service": "far"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "edge": "mock->web"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "edge": "web->far"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "edge": "far->stock"})",
        R"({"do": "inject", "fault": "hang", "rate": "50%", "service": "web"})"}) {
    INFO(step);
    CHECK(why_not(step).empty());
  }
  CHECK(why_not(R"({"do": "inject", "fault": "cpu_theft", "factor": 3, "service": "web"})") ==
        "the fault cpu_theft on web, a program of your own");
  CHECK(why_not(R"({"do": "inject", "fault": "latency", "by": "1s", "edge": "web->identity"})") ==
        "the fault latency on the calls of web, a program of your own, to identity");
  CHECK(why_not(R"({"do": "purge_cache", "service": "web", "cache": "all"})") ==
        "the caches of web, a program of your own");
}

TEST_CASE("a gateway stands where a fault of requests is to come, and nowhere else",
          "[unit][live][own]") {
  const auto needs = [](const std::string& step, const char* service) {
    const Scenario scenario = with_script("[" + step + "]");
    return needs_gateway(scenario, *find_service(scenario, service));
  };
  constexpr const char* nested =
      R"({"at": "1s", "steps": [{"do": "inject", "fault": "reset", "service": "web"}]})";

  CHECK(needs(nested, "web"));
  CHECK_FALSE(needs(nested, "far"));
  CHECK_FALSE(needs(R"({"do": "inject", "fault": "crash", "service": "web"})", "web"));
  CHECK_FALSE(needs(R"({"do": "inject", "fault": "hang", "service": "web"})", "web"));
  CHECK_FALSE(needs(R"({"do": "inject", "fault": "reset", "service": "mock"})", "mock"));
}

TEST_CASE("what speaks no HTTP gets faults of connections", "[unit][live][own]") {
  for (const char* step :
       {R"({"do": "inject", "fault": "crash", "service": "db"})",
        R"({"do": "inject", "fault": "hang", "service": "db"})",
        R"({"do": "inject", "fault": "latency", "by": "1s", "service": "db"})",
        R"({"do": "inject", "fault": "reset", "edge": "web->db", "share": "50%"})"}) {
    INFO(step);
    CHECK(why_no_database(step).empty());
  }
  CHECK(why_no_database(R"({"do": "inject", "fault": "error_rate", "rate": 1, "service": "db"})") ==
        "the fault error_rate on db, which speaks no HTTP: it is about HTTP");
  CHECK(
      why_no_database(R"({"do": "inject", "fault": "cpu_theft", "factor": 3, "service": "db"})") ==
      "the fault cpu_theft on db, a program of your own");
  CHECK(why_no_database(R"({"do": "note", "text": "x", "via": "db"})") ==
        "an action via db, which speaks no HTTP");
}

TEST_CASE("whoever would ask by HTTP what speaks none is named, at its place",
          "[unit][live][own]") {
  constexpr const char* services =
      R"({"cart": {"calls": [{"service": "db"}]},
          "db": {"live": {"command": ["./db", "${port}"], "protocol": "tcp"}}})";
  const Scenario scenario =
      tests::loaded({.services = services,
                     .traffic = R"([{"name": "users", "to": "cart", "rate": "1/s"},
                      {"name": "bots", "to": "db", "rate": "1/s"}])",
                     .more = R"("health_checks": [{"name": "up", "service": "db"}])"});

  const std::vector<Unplayable> found = unplayable(scenario);

  REQUIRE(found.size() == 3);
  CHECK(found[0].what == "the requests of bots to db, which speaks no HTTP");
  CHECK(found[0].source == scenario.traffic[1].source);
  CHECK(found[1].what == "the health check up of db, which speaks no HTTP");
  CHECK(found[1].source == scenario.health_checks[0].source);
  CHECK(found[2].what == "the calls of cart, a mock, to db, which speaks no HTTP");
  CHECK(found[2].source == tests::service(scenario, "cart").source);
}

TEST_CASE("each program on whose calls a fault is to come has a door", "[unit][live][own]") {
  using Callers = std::vector<std::string>;
  const auto doors_of = [](const Scenario& scenario, std::string_view service) {
    return callers_with_door(scenario, *find_service(scenario, service));
  };
  const auto reset = [](const std::string& target) {
    return R"({"do": "inject", "fault": "reset", )" + target + "}";
  };
  const std::string edges = "[" + reset(R"("edge": "far->stock")") + "," +
                            reset(R"("edge": "far->stock")") + "," +
                            reset(R"("edge": "mock->web")") + "]";

  CHECK(doors_of(with_script(edges), "stock") == Callers{"far"});
  CHECK(doors_of(with_script(edges), "web").empty());  // mocks say who they are
  CHECK(doors_of(with_database("[" + reset(R"("edge": "web->db")") + "]"), "db") ==
        Callers{"web", ""});
  CHECK(doors_of(with_database("[" + reset(R"("service": "db")") + "]"), "db") == Callers{""});
  CHECK(doors_of(with_database("[]"), "db").empty());
}

TEST_CASE("all that cannot be played is named, each with its step", "[unit][live][own]") {
  const Scenario scenario = with_script(
      R"([{"steps": [{"do": "purge_cache", "service": "web", "cache": "all"}]},
          {"do": "note", "text": "fine"}, {"do": "restart", "service": "far"}])");
  const std::vector<Unplayable> found = unplayable(scenario);

  REQUIRE(found.size() == 2);
  CHECK(found[0].source == scenario.script[0].steps[0].source);
  CHECK(found[1].source == scenario.script[2].source);
  CHECK(found[1].what.starts_with("far runs elsewhere"));
}

TEST_CASE("what Alertmanager does by itself no scenario changes", "[unit][live]") {
  const auto found = [](const std::string& detector) {
    std::vector<std::string> what;
    for (const Unplayable& one :
         unplayable(tests::loaded({.more = R"("live": {"detector": ")" + detector + R"("},
               "alertmanager_config": "a.yml", "alertmanager_peer": 1,
               "delivery_failures": [{"receiver": "a", "status": "never", "until": "5m"}])"}))) {
      what.push_back(one.what);
    }
    return what;
  };

  CHECK(found("firedrill").empty());
  CHECK(
      found("external") ==
      std::vector<std::string>{"a receiver that fails, where Alertmanager itself is the detector",
                               "a place in a cluster, where Alertmanager itself is the detector"});
}

TEST_CASE("no command changes a part of the replicas", "[unit][live][own]") {
  constexpr const char* two =
      R"({"web": {"replicas": 2, "live": {"command": ["./web", "${port}"]}}})";
  constexpr const char* steps = R"([{"id": "again", "at": "1m", "do": "restart", "service": "web"},
    {"do": "inject", "fault": "action_outcome", "step": "again", "outcome": "partial"}])";
  constexpr const char* command = R"("commands": {"web.restart": {"run": ["x"]}})";

  CHECK(unplayable(tests::loaded({.services = two, .script = steps})).empty());
  const std::vector<Unplayable> found =
      unplayable(tests::loaded({.services = two, .script = steps, .more = command}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "the outcome partial of again, which a command does");
}

TEST_CASE("a gateway knows no version, and nobody when a program of one's own was started",
          "[unit][live][own]") {
  constexpr const char* services = R"({"db": {}, "web": {"calls": [{"service": "db"}],
    "version": "1", "versions": {"1": {}}, "live": {"command": ["./web", "${port}"]}}})";
  const auto why = [&](const std::string& keys) {
    const std::string steps = R"([{"do": "inject", )" + keys + "}]";
    const auto found = unplayable(tests::loaded({.services = services, .script = steps}));
    return found.empty() ? "" : found.front().what;
  };

  CHECK(why(R"("fault": "refuse", "service": "web", "version": "1")") ==
        "the fault refuse of one version on web, whose gateway knows of none");
  CHECK(why(R"("fault": "crash", "service": "web", "version": "1")").empty());
  const std::string unknown =
      ", a program of your own: who is called knows neither its version "
      "nor when it was started";
  CHECK(why(R"("fault": "refuse", "edge": "web->db", "version": "1")") ==
        "the fault refuse on the calls of web" + unknown);
  CHECK(why(R"("fault": "stale_dns", "edge": "web->db")") ==
        "the fault stale_dns on the calls of web" + unknown);
  CHECK(why(R"("fault": "stale_dns", "service": "db")") ==
        "the fault stale_dns on db, which a program of your own calls: who is called does not know "
        "when that was started");
  CHECK(why(R"("fault": "stale_config", "service": "web")").empty());
  CHECK(why(R"("fault": "refuse", "service": "web", "population": "users")").empty());
}

TEST_CASE("a program of one's own keeps its caches itself, one that is called need not know",
          "[unit][live][own]") {
  const auto why = [](const std::string& own) {
    const std::string live = R"("live": {"command": ["./it", "${port}"]})";
    const std::string services = R"({"db": {)" + (own == "db" ? live : "") +
                                 R"(}, "web": {"calls": [{"service": "db", "share": "10%"}])" +
                                 (own == "web" ? ", " + live : "") + "}}";
    const Scenario scenario = tests::loaded(
        {.services = services,
         .script = R"([{"do": "inject", "fault": "cache_loss", "edge": "web->db"}])"});
    const auto found = unplayable(scenario);
    CHECK_FALSE(needs_gateway(scenario, *find_service(scenario, "db")));
    return found.empty() ? "" : found.front().what;
  };

  CHECK(why("").empty());
  CHECK(why("db").empty());
  CHECK(why("web") ==
        "the fault cache_loss on the calls of web, a program of your own: only that knows which it "
        "leaves out");
}

TEST_CASE("nobody is told when a command has begun a process", "[unit][live][own]") {
  constexpr const char* services = R"({"web": {"version": "1", "versions": {"1": {}, "2": {}},
    "live": {"command": ["./web", "${port}"]}}})";
  const auto why = [&](const std::string& keys, const std::string& more) {
    const std::string steps = R"([{"do": "inject", "service": "web", )" + keys + "}]";
    const auto found =
        unplayable(tests::loaded({.services = services, .script = steps, .more = more}));
    return found.empty() ? "" : found.front().what;
  };
  const std::string command = R"("commands": {"web.restart": {"run": ["x"]}})";
  const std::string leak =
      R"("fault": "memory_leak", "fills_in": "1m", "restarts_after": "1s", "version": "2")";

  CHECK(why(leak, "").empty());
  CHECK(
      why(leak, command).find("the fault memory_leak on web, whose processes begin by commands") ==
      0);
  CHECK(why(R"("fault": "stale_config")", command).find("the fault stale_config on web, whose") ==
        0);
}

TEST_CASE("nobody counts what a program of one's own refuses by its provider's clock",
          "[unit][live][own]") {
  constexpr const char* services = R"({"idp": {"kind": "auth_provider", "contracts": {"v1": {}}},
    "api": {"auth": {"idp": {"speaks": "v1", "verifies": true}}},
    "web": {"auth": {"idp": {"speaks": "v1", "verifies": true}},
            "live": {"command": ["./web", "${port}"]}}})";
  constexpr const char* steps =
      R"([{"do": "inject", "fault": "clock_skew", "service": "idp", "ahead": "1m"}])";

  const auto found = unplayable(tests::loaded({.services = services, .script = steps}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what.find("the fault clock_skew on idp, whose tokens web verifies") == 0);
}

TEST_CASE("nobody knows how a program of one's own is restarted by mistake", "[unit][live][own]") {
  constexpr const char* two = R"({"db": {}, "web": {"live": {"command": ["./web", "${port}"]}}})";
  constexpr const char* steps = R"([{"id": "again", "at": "1m", "do": "restart", "service": "db"},
    {"do": "inject", "fault": "action_outcome", "step": "again", "outcome": "wrong_target",
     "instead": "web"}])";

  const std::vector<Unplayable> found =
      unplayable(tests::loaded({.services = two, .script = steps}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "the outcome wrong_target of again at web, a program of your own");
}

TEST_CASE("what runs elsewhere can be changed by its owner's command only", "[unit][live][own]") {
  CHECK(why_not(R"({"do": "inject", "fault": "crash", "service": "far"})") ==
        "the fault crash on far, which runs elsewhere");
  CHECK(why_not(R"({"steps": [{"do": "restart", "service": "far"}]})") ==
        "far runs elsewhere, and \"commands\" has no far.restart to restart it");
  CHECK(unplayable(with_script(R"([{"do": "restart", "service": "far"}])",
                               R"("commands": {"far.restart": {"run": ["x"]}})"))
            .empty());
}
