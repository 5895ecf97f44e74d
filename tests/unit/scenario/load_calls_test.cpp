#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts calling(const std::string& calls) {
  return {.services = "{\"web\": {\"calls\": [" + calls + "]}, \"db\": {}, \"search\": {}}"};
}

}  // namespace

TEST_CASE("calls go one after the other, those of a list side by side", "[unit][scenario]") {
  const Scenario scenario =
      loaded(calling(R"({"service": "db"}, [{"service": "db"}, {"service": "search"}])"));

  const auto& calls = service(scenario, "web").versions[0].behaviour.calls;
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].size() == 1);
  REQUIRE(calls[1].size() == 2);
  CHECK(calls[1][1].service == "search");
}

TEST_CASE("the keys of a call are read", "[unit][scenario]") {
  const Scenario scenario = loaded(calling(R"({"service": "db", "timeout": "3s",
    "fails": {"reply": 500}, "share": "25%", "network": "1ms",
    "retry": {"attempts": 5, "backoff": "50ms", "factor": 3, "at_most": "1s", "jitter": "none",
              "budget": "10%"},
    "breaker": {"failures": 7, "open_for": "20s", "probes": 2}})"));

  const Call& call = service(scenario, "web").versions[0].behaviour.calls[0][0];
  CHECK(call.timeout == Duration{3s});
  CHECK(call.fails.reply == 500);
  CHECK(call.share == 0.25);
  CHECK(call.network.mean() == 1ms);
  REQUIRE(call.retry.has_value());
  CHECK(call.retry->attempts == 5);
  CHECK(call.retry->backoff == 50ms);
  CHECK(call.retry->factor == 3);
  CHECK(call.retry->at_most == 1s);
  CHECK(call.retry->jitter == Jitter::none);
  CHECK(call.retry->budget == 0.1);
  REQUIRE(call.breaker.has_value());
  CHECK(call.breaker->failures == 7);
  CHECK(call.breaker->open_for == 20s);
  CHECK(call.breaker->probes == 2);
}

TEST_CASE("a call without a policy waits for ever and answers 502", "[unit][scenario]") {
  const Scenario scenario = loaded(calling(R"({"service": "db"})"));

  const Call& call = service(scenario, "web").versions[0].behaviour.calls[0][0];
  CHECK_FALSE(call.timeout.has_value());
  CHECK(call.fails.reply == 502);
  CHECK_FALSE(call.retry.has_value());
  CHECK_FALSE(call.breaker.has_value());
}

TEST_CASE("mistakes in calls are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(calling(R"({"service": "dbx", "timeout": "0s", "fails": {"reply": 99}})")) ==
        "1:45 there is no service \"dbx\"; did you mean \"db\"?\n"
        "1:63 \"timeout\" must be 1ms to 1d, found \"0s\"\n"
        "1:88 \"reply\" must be a whole number from 200 to 599, found the number 99\n");
  CHECK(mistakes(calling(R"({"service": "db", "fails": {}})")) ==
        "1:60 \"fails\" needs the key \"reply\"\n");
  CHECK(mistakes(calling(R"({})")) == "1:33 a call needs the key \"service\"\n");
  CHECK(mistakes(calling("[]")) == "1:33 an empty list of calls\n");
  CHECK(mistakes(calling(R"("db")")) == "1:33 a call must be an object, found the text \"db\"\n");
  CHECK(mistakes(calling(R"({"service": "db", "retry": {"attempts": 101}})"))
            .find("1 to 100, found the number 101") != std::string::npos);
  CHECK(mistakes(calling(R"({"service": "db", "retry": {"factor": 0.5}})"))
            .find("\"factor\" must be a number from 1 to 100") != std::string::npos);
  CHECK(
      mistakes(calling(R"({"service": "db", "breaker": {"failures": 0}})")).find("\"failures\"") !=
      std::string::npos);
}

}  // namespace firedrill::tests
