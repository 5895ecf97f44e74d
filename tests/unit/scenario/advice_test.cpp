#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

// Each kind of mistake, as a user meets it: where it is, what is wrong, and what to write instead.

namespace firedrill::tests {
namespace {

struct Advice {
  Parts parts;
  std::string_view where;        ///< "line:column"
  std::string_view message;      ///< what is wrong
  std::string_view marked;       ///< the bytes above the carets
  std::string_view instead;      ///< (the beginning of) what is expected
  std::string_view second = {};  ///< "line:column label" of the other place
};

std::string second_place(const LoadResult& result, const Diagnostic& mistake) {
  if (!mistake.second) {
    return "";
  }
  const Position at = result.source->at(mistake.second->span.begin);
  return fmt::format("{}:{} {}", at.line, at.column, mistake.second->label);
}

/// Each scenario has exactly the one mistake.
void check(const std::vector<Advice>& all) {
  for (const Advice& advice : all) {
    const LoadResult result = load(advice.parts);
    INFO(render(result.diagnostics));
    CAPTURE(advice.message);
    CHECK_FALSE(result.scenario);
    REQUIRE(result.diagnostics.errors() == 1);
    const Diagnostic& mistake = result.diagnostics.all().front();
    const Position at = result.source->at(mistake.span.begin);
    CHECK(fmt::format("{}:{}", at.line, at.column) == advice.where);
    CHECK(mistake.message == advice.message);
    CHECK(result.source->slice(mistake.span) == advice.marked);
    CHECK(mistake.label.substr(0, advice.instead.size()) == advice.instead);
    CHECK(second_place(result, mistake) == advice.second);
  }
}

constexpr const char* release_step =
    R"({"id": "release", "at": "5m", "do": "deploy", "service": "web", "version": "2"})";

std::string after_release(const std::string& step) {
  return fmt::format("[{},\n{}]", release_step, step);
}

}  // namespace

TEST_CASE("an unknown key is told the one that was meant and all there are", "[unit][scenario]") {
  check({
      {.parts = {.more = R"("lats": "1h")"},
       .where = "5:1",
       .message = R"(unknown key "lats" in a scenario; did you mean "lasts"?)",
       .marked = R"("lats")",
       .instead = "expected one of: $schema, firedrill, name, title"},
      {.parts = {.services = R"({"web": {"worker": 3}})"},
       .where = "1:23",
       .message = R"(unknown key "worker" in the service "web"; did you mean "workers"?)",
       .marked = R"("worker")",
       .instead = "expected one of: kind, third_party, replicas, workers, queue"},
      {.parts = {.script = R"([{"at": "1m", "do": "restart", "service": "web", "batch": 2}])"},
       .where = "3:60",
       .message = R"(unknown key "batch" in a step; did you mean "batches"?)",
       .marked = R"("batch")",
       .instead = "expected one of: id, at, when, on, of, after, do, service"},
  });
}

TEST_CASE("a missing key is told by whom it is needed", "[unit][scenario]") {
  check({
      {.parts = {.script = R"([{"at": "1m", "do": "rotate_keys"}])"},
       .where = "3:12",
       .message = R"(the action "rotate_keys" needs the key "service")",
       .marked = "{",
       .instead = R"("service" is missing here)"},
      {.parts = {.script =
                     R"([{"at": "1m", "do": "inject", "fault": "latency", "service": "web"}])"},
       .where = "3:12",
       .message = R"(the fault "latency" needs the key "by")",
       .marked = "{",
       .instead = R"("by" is missing here)"},
      {.parts = {.script = R"([{"at": "1m", "do": "inject", "fault": "hang"}])"},
       .where = "3:12",
       .message = R"(the action "inject" needs the key "service" or "edge")",
       .marked = "{",
       .instead = R"("service" or "edge" is missing here)"},
      {.parts = {.script = R"([{"at": "1m", "do": "inject", "fault": "crash"}])"},
       .where = "3:12",
       .message = R"(the action "inject" needs the key "service")",
       .marked = "{",
       .instead = R"("service" is missing here)"},
      {.parts = {.script = R"([{"at": "1m", "do": "inject", "fault": "scrape_failure"}])"},
       .where = "3:12",
       .message = R"(the action "inject" needs the key "service")",
       .marked = "{",
       .instead = R"("service" is missing here)"},
      {.parts = {.services = R"({"web": {"warm_up": {"lasts": "1m"}}})"},
       .where = "1:34",
       .message = R"("warm_up" needs the key "factor")",
       .marked = "{",
       .instead = R"("factor" is missing here)"},
  });
}

TEST_CASE("a duplicate key shows both places", "[unit][scenario]") {
  check({
      {.parts = {.more = "\"lasts\": \"1h\",\n\"lasts\": \"2h\""},
       .where = "6:1",
       .message = R"(duplicate key "lasts")",
       .marked = R"("lasts")",
       .instead = "a key may stand only once in an object",
       .second = "5:1 first given here"},
      {.parts = {.services = R"({"web": {}, "api": {},
  "web": {"replicas": 2}})"},
       .where = "2:3",
       .message = R"(duplicate key "web")",
       .marked = R"("web")",
       .instead = "a key may stand only once in an object",
       .second = "1:15 first given here"},
  });
}

TEST_CASE("a bare number is told the units it may have meant", "[unit][scenario]") {
  check({
      {.parts = {.more = R"("lasts": 45)"},
       .where = "5:10",
       .message = R"("lasts" must be a duration such as "250ms", found the number 45)",
       .marked = "45",
       .instead = R"(write "45ms" or "45s")"},
      {.parts = {.traffic = R"([{"name": "users", "to": "web", "rate": 40}])"},
       .where = "2:52",
       .message = R"("rate" must be a rate such as "40/s", found the number 40)",
       .marked = "40",
       .instead = R"(write "40/s" or "40/m")"},
      {.parts = {.script = R"([{"at": "1m", "do": "shed_load", "share": 50}])"},
       .where = "3:53",
       .message =
           R"("share" must be a ratio from 0 to 1 such as 0.05 or "5%", found the number 50)",
       .marked = "50",
       .instead = R"(write "50%")"},
      {.parts = {.targets = R"({"recover": 5})"},
       .where = "4:24",
       .message = R"("recover" must be a duration such as "250ms", found the number 5)",
       .marked = "5",
       .instead = R"(write "5ms" or "5s")"},
  });
}

TEST_CASE("a reference to what is not there is told what there is", "[unit][scenario]") {
  check({
      {.parts = {.script = R"([{"at": "1m", "do": "restart", "service": "wbe"}])"},
       .where = "3:53",
       .message = R"(there is no service "wbe"; did you mean "web"?)",
       .marked = R"("wbe")",
       .instead = "expected one of: web"},
      {.parts = {.traffic = R"([{"name": "users", "to": "shop", "rate": "1/s"}])"},
       .where = "2:37",
       .message = R"(there is no service "shop")",
       .marked = R"("shop")",
       .instead = "expected one of: web"},
      {.parts = {.script = R"([{"at": "1m", "do": "deploy", "service": "web", "version": "3"}])"},
       .where = "3:70",
       .message = R"(there is no version "3" of "web")",
       .marked = R"("3")",
       .instead = "expected one of: 1, 2"},
      {.parts = {.script = after_release(R"({"at": "9m", "do": "rollback", "of": "relaese"})")},
       .where = "4:38",
       .message = R"(there is no deploy step "relaese"; did you mean "release"?)",
       .marked = R"("relaese")",
       .instead = "expected one of: release"},
      {.parts = {.script = R"([{"at": "1m", "do": "shed_load", "share": "5%",
"population": "user"}])"},
       .where = "4:15",
       .message = R"(there is no population "user"; did you mean "users"?)",
       .marked = R"("user")",
       .instead = "expected one of: users"},
      {.parts = {.services = R"({"web": {}, "idp": {"kind": "auth_provider", "accepts": ["v3"],
"contracts": {"v1": {}, "v2": {}}}})"},
       .where = "1:71",
       .message = R"(there is no contract "v3"; did you mean "v1"?)",
       .marked = R"("v3")",
       .instead = "expected one of: v1, v2"},
  });
}

TEST_CASE("a word that is none of the choices is told all of them", "[unit][scenario]") {
  check({
      {.parts = {.script = R"([{"at": "1m", "do": "rolback", "of": "release"}])"},
       .where = "3:31",
       .message = R"("do" cannot be "rolback"; did you mean "rollback"?)",
       .marked = R"("rolback")",
       .instead = "expected one of: deploy, rollback, restart"},
      {.parts = {.script =
                     R"([{"at": "1m", "do": "inject", "fault": "latncy", "service": "web"}])"},
       .where = "3:50",
       .message = R"("fault" cannot be "latncy"; did you mean "latency"?)",
       .marked = R"("latncy")",
       .instead = "expected one of: error_rate, fail_first, fail_every"},
      {.parts = {.script = R"([{"on": "acknowleged", "do": "note", "text": "x"}])"},
       .where = "3:19",
       .message = R"("on" cannot be "acknowleged"; did you mean "acknowledged"?)",
       .marked = R"("acknowleged")",
       .instead = "expected one of: rollout_started"},
      {.parts = {.services = R"({"web": {"kind": "auth"}})"},
       .where = "1:31",
       .message = R"("kind" cannot be "auth"; did you mean "auth_provider"?)",
       .marked = R"("auth")",
       .instead = "expected one of: "},
  });
}

TEST_CASE("a circle of calls is shown whole, at the call that closes it", "[unit][scenario]") {
  check({
      {.parts = {.services = R"({"web": {"calls": [{"service": "web"}]}})"},
       .where = "1:45",
       .message = "the calls go round in a circle: web -> web",
       .marked = R"("web")",
       .instead = "this call closes the circle"},
      {.parts = {.services = R"({"web": {"calls": [{"service": "api"}]},
"api": {"calls": [{"service": "db"}]},
"db": {"calls": [{"service": "web"}]}})"},
       .where = "3:30",
       .message = "the calls go round in a circle: web -> api -> db -> web",
       .marked = R"("web")",
       .instead = "this call closes the circle"},
  });
}

TEST_CASE("a negative or absurd quantity is told its bounds", "[unit][scenario]") {
  const std::string form = R"(expected a duration such as "250ms", "15m" or "1h30m")";
  check({
      {.parts = {.services = R"({"web": {"replicas": -3}})"},
       .where = "1:35",
       .message = R"("replicas" must be a whole number from 1 to 1000, found the number -3)",
       .marked = "-3",
       .instead = "expected a whole number from 1 to 1000"},
      {.parts = {.services = R"({"web": {"workers": 1000000000}})"},
       .where = "1:34",
       .message =
           R"("workers" must be a whole number from 1 to 100000, found the number 1000000000)",
       .marked = "1000000000",
       .instead = "expected a whole number from 1 to 100000"},
      {.parts = {.services = R"({"web": {"startup": "-2m"}})"},
       .where = "1:34",
       .message = R"("startup": "-2m" is negative)",
       .marked = R"("-2m")",
       .instead = form},
      {.parts = {.more = R"("lasts": "31d")"},
       .where = "5:10",
       .message = R"("lasts" must be 1s to 30d, found "31d")",
       .marked = R"("31d")",
       .instead = "expected "},
  });
}

TEST_CASE("a rollback before its deploy begins shows when that is", "[unit][scenario]") {
  check({
      {.parts = {.script = after_release(R"({"at": "2m", "do": "rollback", "of": "release"})")},
       .where = "4:8",
       .message = "the rollback at 2m comes before its deploy at 5m",
       .marked = R"("2m")",
       .instead = "expected at least 5m",
       .second = "3:36 which starts here"},
  });
  CHECK(mistakes({.script = after_release(R"({"at": "5m", "do": "rollback", "of": "release"})")})
            .empty());
}

TEST_CASE("minutes of an incident that contradict each other show both", "[unit][scenario]") {
  const std::string script = "[" + std::string(release_step) + "]";
  const auto with = [&script](const char* expected) {
    return Parts{.script = script, .targets = "{}", .more = expected};
  };
  check({
      {.parts = with("\"expected\": {\"impact\": \"15m\",\n\"page\": \"10m\"}"),
       .where = "6:9",
       .message = R"("page" at 10m contradicts "impact" at 15m)",
       .marked = R"("10m")",
       .instead = "nobody can be paged before clients are hurt",
       .second = "5:24 the other time"},
      {.parts = with("\"expected\": {\"impact\": \"15m\",\n\"recover\": \"45m\"}"),
       .where = "6:12",
       .message = R"("recover" is 45m, but the run lasts only 30m)",
       .marked = R"("45m")",
       .instead = "beyond the end of the run"},
  });
}

TEST_CASE("a query that is no PromQL is marked inside its text", "[unit][scenario]") {
  check({
      {.parts = {.more = R"("alerts": [{"alert": "High", "expr": "sum(up) > > 1"}])"},
       .where = "5:49",
       .message = "PromQL: unexpected <op:>>",
       .marked = ">",
       .instead = ""},
  });
}

}  // namespace firedrill::tests
