#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_traffic(const std::string& members) {
  return {.services = R"({"web": {}, "idp": {"kind": "auth_provider"}})",
          .traffic = "[{\"name\": \"users\", \"to\": \"web\", " + members + "}]"};
}

}  // namespace

TEST_CASE("a population that says only its rate has the defaults", "[unit][scenario]") {
  const Scenario scenario = loaded(with_traffic(R"("rate": "90/m")"));

  const Population& users = scenario.traffic[0];
  REQUIRE(users.rate.size() == 1);
  CHECK(users.rate[0].at == 0s);
  CHECK(users.rate[0].per_second == 1.5);
  CHECK(users.arrivals == Arrivals::constant);
  CHECK(users.timeout == 10s);
  CHECK(users.network.mean() == 0s);
  CHECK(users.good.statuses == std::vector<std::pair<int, int>>{{200, 399}});
  CHECK_FALSE(users.retry.has_value());
  CHECK_FALSE(users.token.has_value());
}

TEST_CASE("the keys of a population are read", "[unit][scenario]") {
  const Scenario scenario = loaded(with_traffic(R"("arrivals": "poisson", "timeout": "2s",
    "rate": [{"at": "0s", "rate": "10/s"}, {"at": "5m", "rate": "1k/s", "ramp": true}],
    "network": "20ms", "good": {"statuses": ["2xx", 404], "within": "1s"},
    "retry": {"attempts": 2}, "token": {"from": "idp", "lifetime": "15m"})"));

  const Population& users = scenario.traffic[0];
  REQUIRE(users.rate.size() == 2);
  CHECK(users.rate[1].at == 5min);
  CHECK(users.rate[1].per_second == 1000);
  CHECK(users.rate[1].ramp);
  CHECK(users.arrivals == Arrivals::poisson);
  CHECK(users.timeout == 2s);
  CHECK(users.network.mean() == 20ms);
  CHECK(users.good.statuses == std::vector<std::pair<int, int>>{{200, 299}, {404, 404}});
  CHECK(users.good.within == Duration{1s});
  CHECK(users.retry->attempts == 2);
  CHECK(users.token->provider == "idp");
  CHECK(users.token->lifetime == 15min);
}

TEST_CASE("a rate beyond a million a second is refused", "[unit][scenario]") {
  CHECK(mistakes(with_traffic(R"("rate": "1M/s")")).empty());
  CHECK(mistakes(with_traffic(R"("rate": "2M/s")")) ==
        "2:52 \"rate\": \"2M/s\" is more than a million a second\n");
  CHECK(mistakes(with_traffic(R"("rate": [{"at": "0s", "rate": "1001k/s"}])"))
            .find("more than a million") != std::string::npos);
  CHECK_FALSE(mistakes(with_traffic(R"("rate": "-1/s")")).empty());
  CHECK_FALSE(mistakes(with_traffic(R"("rate": 40)")).empty());
}

TEST_CASE("a rate of less than one in the longest run is refused", "[unit][scenario]") {
  CHECK(mistakes(with_traffic(R"("rate": "0/s")")).empty());
  CHECK(mistakes(with_traffic(R"("rate": "0.1/d")")).empty());
  CHECK(mistakes(with_traffic(R"("rate": "0.000001/d")")) ==
        "2:52 \"rate\": \"0.000001/d\" is less than one in 30 days\n");
}

TEST_CASE("a run of more than ten billion requests is refused where they pass it",
          "[unit][scenario]") {
  const std::string day = R"("lasts": "24h")";
  const auto of_two = [&](const std::string& second) {
    return mistakes({.traffic = R"([{"name": "a", "to": "web", "rate": "60k/s"},
      {"name": "b", "to": "web", "rate": )" +
                                second + "}]",
                     .more = day});
  };

  CHECK(of_two("\"50k/s\"").empty());
  CHECK(of_two("\"60k/s\"") == "3:42 with this rate the run has 10.4 billion requests\n");
  CHECK(of_two(R"([{"at": "0s", "rate": "0/s"}, {"at": "24h", "rate": "110k/s", "ramp": true}])")
            .empty());
  CHECK_FALSE(
      of_two(R"([{"at": "0s", "rate": "0/s"}, {"at": "24h", "rate": "130k/s", "ramp": true}])")
          .empty());
}

TEST_CASE("the points of a rate follow each other from 0s to the end", "[unit][scenario]") {
  CHECK(mistakes(with_traffic(R"("rate": [{"at": "1s", "rate": "1/s"}])")) ==
        "2:60 the first point of a rate must be at 0s\n");
  CHECK(mistakes(with_traffic(
            R"("rate": [{"at": "0s", "rate": "1/s"}, {"at": "0s", "rate": "2/s"}])")) ==
        "2:89 the points of a rate must follow each other in time\n");
  CHECK(mistakes(with_traffic(
            R"("rate": [{"at": "0s", "rate": "1/s"}, {"at": "31m", "rate": "2/s"}])")) ==
        "2:89 \"at\" is 31m, but the run lasts only 30m\n");
  CHECK(mistakes(with_traffic(R"("rate": [])")) == "2:52 \"rate\" is an empty list\n");
  CHECK(mistakes(with_traffic(R"("rate": [{}])")) ==
        "2:53 a point of the rate needs the key \"at\"\n"
        "2:53 a point of the rate needs the key \"rate\"\n");
}

TEST_CASE("a population says what its requests are", "[unit][scenario]") {
  const Scenario scenario = loaded(with_traffic(
      R"("rate": "1/s", "method": "PUT", "path": "/a?b=%20", "headers": {"X-A": "1"},
         "body": [1,  2])"));
  const RequestText& request = scenario.traffic.front().request;

  CHECK(request.method == "PUT");
  CHECK(request.path == "/a?b=%20");
  REQUIRE(request.headers.size() == 2);
  CHECK(request.headers.front().name == "X-A");
  CHECK(request.headers.front().value == "1");
  CHECK(request.headers.back().name == "content-type");
  CHECK(request.headers.back().value == "application/json");
  CHECK(request.body == "[1,  2]");  // as it stands in the file
}

TEST_CASE("a population that says nothing asks for the root", "[unit][scenario]") {
  const Scenario scenario = loaded(with_traffic(R"("rate": "1/s")"));
  const RequestText& request = scenario.traffic.front().request;

  CHECK(request.method == "GET");
  CHECK(request.path == "/");
  CHECK(request.headers.empty());
  CHECK(request.body.empty());
}

TEST_CASE("a text has the type that a header gives it", "[unit][scenario]") {
  const Scenario scenario = loaded(
      with_traffic(R"("rate": "1/s", "headers": {"Content-Type": "text/x"}, "body": "a\nb")"));
  const RequestText& request = scenario.traffic.front().request;

  CHECK(request.headers.size() == 1);
  CHECK(request.body == "a\nb");
}

TEST_CASE("no header of a population splits a request or breaks its framing", "[unit][scenario]") {
  CHECK(mistakes(with_traffic(
            R"("rate": "1/s", "headers": {"A": "1\r\nB: 2", "C\n": "1", "TE": "x", "D": 1})")) ==
        "2:76 \"A\" holds a control character\n"
        "2:89 \"C\\n\" is no name of a header\n"
        "2:101 firedrill itself sets the header \"TE\"\n"
        "2:117 \"D\" must be text, found the number 1\n");
}

TEST_CASE("mistakes in a population are reported at their places", "[unit][scenario]") {
  CHECK(mistakes({.traffic = "[]"}) == "2:12 \"traffic\" is empty\n");
  CHECK(mistakes({.traffic = "[{}]"}) ==
        "2:13 a population of clients needs the key \"name\"\n"
        "2:13 a population of clients needs the key \"to\"\n"
        "2:13 a population of clients needs the key \"rate\"\n");
  CHECK(mistakes(with_traffic(R"("rate": "1/s", "good": {"statuses": ["2x", 700, []]})"))
            .find("\"statuses\" must be a class such as \"2xx\"") != std::string::npos);
  const LoadResult quoted = load(with_traffic(R"("rate": "1/s", "good": {"statuses": ["500"]})"));
  REQUIRE(quoted.diagnostics.all().size() == 1);
  CHECK(quoted.diagnostics.all().front().label == "write 500 without quotes");
  CHECK(mistakes(with_traffic(R"("rate": "1/s", "good": {"statuses": []})"))
            .find("nothing would be good") != std::string::npos);
  CHECK(mistakes(with_traffic(R"("rate": "1/s", "token": {"from": "web"})"))
            .find("\"web\" is no auth provider") != std::string::npos);
  CHECK(mistakes({.traffic = R"([{"name": "a", "to": "web", "rate": "1/s"},
    {"name": "a", "to": "web", "rate": "1/s"}])"}) == "3:14 two populations have the name \"a\"\n");
}

}  // namespace firedrill::tests
