#include "harness/scenario/load.hpp"

#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

namespace {

LoadResult load_file(const std::string& name) {
  Result<SourceText> text = read_scenario_file(FIREDRILL_ROOT "/scenarios/" + name);
  REQUIRE(text.has_value());
  return load_scenario(*std::move(text));
}

}  // namespace

TEST_CASE("the seed scenario loads as it is meant", "[unit][scenario]") {
  LoadResult result = load_file("auth-upgrade-2023-11-09.json");

  INFO(render(result.diagnostics));
  REQUIRE(result.scenario.has_value());
  CHECK(result.diagnostics.empty());
  const Scenario& scenario = *result.scenario;
  CHECK(scenario.name == "auth-upgrade-2023-11-09");
  CHECK(scenario.starts_at_unix_ns == 1'699'519'500'000'000'000);
  CHECK(scenario.utc_offset_minutes == 60);
  CHECK(scenario.lasts == 45min);
  REQUIRE(scenario.services.size() == 3);
  CHECK(service(scenario, "server").replicas == 6);
  CHECK(service(scenario, "server").versions[1].behaviour.startup == 2min);
  CHECK(scenario.traffic[0].rate[0].per_second == 40);
  CHECK(scenario.alerts[0].labels[0].second == "page");
  CHECK(scenario.script[0].id == "release");
  CHECK(scenario.response[0].id == "response-1");
  CHECK(scenario.response[0].steps[0].id == "undo");
  CHECK(scenario.response[0].steps[1].id == "response-1-2");
  CHECK(scenario.targets.size() == 5);
}

TEST_CASE("a version of the seed differs only in what it overrides", "[unit][scenario]") {
  const LoadResult result = load_file("auth-upgrade-2023-11-09.json");

  REQUIRE(result.scenario.has_value());
  const Service& server = service(*result.scenario, "server");
  REQUIRE(server.versions.size() == 2);
  CHECK(server.version == "4.2.0");
  CHECK(server.versions[0].behaviour.auth[0].speaks == "v1");
  const AuthUse& newer = server.versions[1].behaviour.auth[0];
  CHECK(newer.speaks == "v2");
  CHECK(newer.call.service == "identity");
  CHECK(newer.call.timeout == Duration{2s});
  CHECK(newer.call.fails.reply == 500);
}

TEST_CASE("the first scenario needs only the required keys", "[unit][scenario]") {
  const LoadResult result = load_file("first.json");

  INFO(render(result.diagnostics));
  REQUIRE(result.scenario.has_value());
  CHECK(result.scenario->lasts == 12min);
  CHECK(result.scenario->services[0].versions.size() == 1);
  CHECK(result.scenario->starts_at_unix_ns == 946'684'800'000'000'000);
}

TEST_CASE("the same text gives the same diagnostics and keeps its bytes", "[unit][scenario]") {
  const Parts parts;

  CHECK(loaded(parts).text == parts.text());
  CHECK(loaded(parts).file == "test.json");
}

TEST_CASE("an empty object is told all that a scenario needs", "[unit][scenario]") {
  CHECK(mistakes_in("{}") ==
        "1:1 a scenario needs the key \"firedrill\"\n"
        "1:1 a scenario needs the key \"name\"\n"
        "1:1 a scenario needs the key \"services\"\n"
        "1:1 a scenario needs the key \"traffic\"\n"
        "1:1 a scenario needs the key \"script\"\n"
        "1:1 a scenario needs the key \"targets\"\n");
  CHECK(mistakes_in("[]") == "1:1 a scenario must be an object, found an empty array\n");
  CHECK_FALSE(mistakes_in("").empty());
}

TEST_CASE("mistakes in every part of a file are reported at once", "[unit][scenario]") {
  const Parts parts{.services = R"({"web": {"workers": 0}})",
                    .traffic = R"([{"name": "users", "to": "wob", "rate": "10/s"}])",
                    .script = R"([{"do": "restart", "service": "weeb"}])",
                    .targets = R"({"recover": 5})",
                    .more = R"("titel": "x")"};

  CHECK(mistakes(parts) ==
        "1:34 \"workers\" must be a whole number from 1 to 100000, found the number 0\n"
        "2:37 there is no service \"wob\"; did you mean \"web\"?\n"
        "3:41 there is no service \"weeb\"; did you mean \"web\"?\n"
        "4:24 \"recover\" must be a duration such as \"250ms\", found the number 5\n"
        "5:1 unknown key \"titel\" in a scenario; did you mean \"title\"?\n");
}

TEST_CASE("a mistake inside a service does not make its name unknown", "[unit][scenario]") {
  const Parts parts{.services = R"({"web": 7})"};

  CHECK(mistakes(parts) == "1:22 the service \"web\" must be an object, found the number 7\n");
}

TEST_CASE("another version of the format is refused", "[unit][scenario]") {
  CHECK(mistakes_in(R"({"firedrill": 2, "name": "x", "services": {"a": {}},
    "traffic": [{"name": "b", "to": "a", "rate": "1/s"}], "script": [],
    "targets": {"recover": "1m"}})") == "1:15 this firedrill reads version 1 of the format\n");
}

TEST_CASE("a name that would leave the folder of the reports is refused", "[unit][scenario]") {
  const std::string text = Parts{}.text();
  const auto named = [&text](const std::string& name) {
    std::string other = text;
    return mistakes_in(other.replace(other.find("\"test\""), 6, "\"" + name + "\""));
  };

  CHECK(named("..") == "5:25 the name begins with a dot, and it names the folder of the reports\n");
  CHECK(named("a/b") == "5:25 \"name\" must be a name, found \"a/b\"\n");
  CHECK(named("a.b-c_1").empty());
}

TEST_CASE("the length of a run is bounded", "[unit][scenario]") {
  CHECK(loaded({.more = R"("lasts": "30d")"}).lasts == 720h);
  CHECK(mistakes({.more = R"("lasts": "31d")"}) ==
        "5:10 \"lasts\" must be 1s to 30d, found \"31d\"\n");
  CHECK(mistakes({.more = R"("lasts": "0s")"}) ==
        "5:10 \"lasts\" must be 1s to 30d, found \"0s\"\n");
  CHECK(mistakes({.more = R"("lasts": 45)"}) ==
        "5:10 \"lasts\" must be a duration such as \"250ms\", found the number 45\n");
}

TEST_CASE("a moment without a zone is refused", "[unit][scenario]") {
  CHECK_FALSE(mistakes({.more = R"("starts_at": "2023-11-09T09:45:00")"}).empty());
  CHECK(loaded({.more = R"("starts_at": "1970-01-01T01:00:00+01:00")"}).starts_at_unix_ns == 0);
}

TEST_CASE("a scenario without any target is refused", "[unit][scenario]") {
  CHECK(mistakes({.targets = "{}"}) == "4:12 \"targets\" is empty: the run could prove nothing\n");
  CHECK(mistakes({.targets = "{}", .more = R"("expected": {"impact": "1m"})"}).empty());
}

TEST_CASE("a duplicate key is reported beside the other mistakes", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("lasts": "1h", "lasts": "2h", "lost": 1)"}) ==
        "5:16 duplicate key \"lasts\"\n"
        "5:31 unknown key \"lost\" in a scenario; did you mean \"lasts\"?\n");
}

}  // namespace firedrill::tests
