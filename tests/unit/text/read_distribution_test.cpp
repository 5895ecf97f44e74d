#include "harness/text/read_distribution.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"

using namespace std::chrono_literals;

namespace firedrill {
namespace {

/// The distribution, or all that is wrong with it.
struct Outcome {
  std::optional<Distribution> value;
  std::string mistakes;
};

Outcome read(std::string_view text) {
  const SourceText source("test.json", std::string(text));
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json.has_value());
  Outcome outcome{read_distribution(*json, "by", diagnostics), ""};
  for (const Diagnostic& each : diagnostics.all()) {
    outcome.mistakes += source.where(each.span.begin) + " " + each.message + "\n";
  }
  CHECK(outcome.value.has_value() == outcome.mistakes.empty());
  return outcome;
}

}  // namespace

TEST_CASE("a duration is a constant distribution", "[unit][text]") {
  const Outcome outcome = read(R"("20ms")");

  REQUIRE(outcome.value.has_value());
  CHECK(std::get<Constant>(outcome.value->model()).value == 20ms);
}

TEST_CASE("each distribution is read by its name", "[unit][text]") {
  CHECK(read(R"({"constant": "1s"})").value->mean() == 1s);
  CHECK(read(R"({"uniform": {"from": "1s", "to": "3s"}})").value->mean() == 2s);
  CHECK(read(R"({"exponential": {"mean": "4s"}})").value->mean() == 4s);
  CHECK(read(R"({"empirical": ["1s", "2s", "6s"]})").value->mean() == 3s);
  CHECK(read(R"({"zero_inflated": {"zero": "50%", "otherwise": "4s"}})").value->mean() == 2s);
  CHECK(read(R"({"mixture": [{"weight": 3, "of": "1s"}, {"weight": 1, "of": {"constant": "5s"}}]})")
            .value->mean() == 2s);

  const Outcome normal = read(R"({"normal": {"mean": "20ms", "deviation": "10ms"}})");
  REQUIRE(normal.value.has_value());
  CHECK(std::get<Normal>(normal.value->model()).deviation == 10ms);

  const Outcome pareto = read(R"({"pareto": {"least": "10ms", "shape": 2}})");
  REQUIRE(pareto.value.has_value());
  CHECK(pareto.value->mean() == 20ms);

  const Outcome lognormal = read(R"({"lognormal": {"median": "20ms", "p99": "150ms"}})");
  REQUIRE(lognormal.value.has_value());
  CHECK(std::get<Lognormal>(lognormal.value->model()).median == 20ms);
  CHECK(std::get<Lognormal>(lognormal.value->model()).p99 == 150ms);
}

TEST_CASE("an unknown distribution is answered with the nearest one", "[unit][text]") {
  CHECK(read(R"({"lognorm": {}})").mistakes ==
        "test.json:1:2 there is no distribution \"lognorm\"; did you mean \"lognormal\"?\n");
}

TEST_CASE("a distribution that cannot be is refused at its place", "[unit][text]") {
  CHECK(read("250").mistakes.find("\"by\" must be a duration") != std::string::npos);
  CHECK(read("{}").mistakes.find("\"by\" must be a duration") != std::string::npos);
  CHECK(read(R"({"uniform": {"from": "3s", "to": "1s"}})").mistakes ==
        "test.json:1:34 \"to\" is shorter than \"from\"\n");
  CHECK(read(R"({"lognormal": {"median": "0s", "p99": "1s"}})").mistakes ==
        "test.json:1:26 the median of a lognormal distribution is 0s\n");
  CHECK(read(R"({"normal": {"mean": "20ms", "deviation": "11ms"}})").mistakes ==
        "test.json:1:42 \"deviation\" is more than half the mean\n");
  CHECK_FALSE(read(R"({"pareto": {"least": "1s", "shape": 1}})").value.has_value());
  CHECK_FALSE(read(R"({"pareto": {"least": "1s"}})").value.has_value());
  CHECK(read(R"({"lognormal": {"median": "2s", "p99": "1s"}})").mistakes ==
        "test.json:1:39 \"p99\" is shorter than \"median\"\n");
  CHECK(read(R"({"empirical": []})").mistakes.find("array of durations") != std::string::npos);
  CHECK(read(R"({"mixture": [{"weight": 0, "of": "1s"}]})").mistakes ==
        "test.json:1:25 a weight must be more than 0\n");
}

TEST_CASE("all mistakes of a nested distribution are reported at once", "[unit][text]") {
  const Outcome outcome =
      read(R"({"mixture": [{"weight": "a", "of": {"uniform": {"from": 1}}}, {"of": "1s"}]})");

  CHECK(outcome.mistakes ==
        "test.json:1:25 \"weight\" must be a number, found the text \"a\"\n"
        "test.json:1:48 a uniform distribution needs the key \"to\"\n"
        "test.json:1:57 \"from\" must be a duration such as \"250ms\", found the number 1\n"
        "test.json:1:63 a part of a mixture needs the key \"weight\"\n");
}

}  // namespace firedrill
