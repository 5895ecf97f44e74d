#include <string>

#include "tests/unit/scenario/load_support.hpp"

// What takes a change back must not be certain to come before it; what the run decides is allowed.

namespace firedrill::tests {
namespace {

constexpr const char* deploy =
    R"({"id": "release", "do": "deploy", "service": "web", "version": "2"})";
constexpr const char* undo = R"({"do": "rollback", "of": "release"})";
constexpr const char* in_these_steps = "the rollback comes before its deploy in these steps";

/// `steps` with R for the release and U for the rollback of it.
std::string mistakes_of_order(const std::string& steps) {
  std::string script;
  for (const char letter : steps) {
    script += letter == 'R' ? deploy : letter == 'U' ? undo : std::string(1, letter);
  }
  return mistakes({.script = "\n" + script});
}

bool is_out_of_order(const std::string& steps) {
  const std::string found = mistakes_of_order(steps);
  CAPTURE(steps, found);
  CHECK((found.empty() || found.find(in_these_steps) != std::string::npos));
  return !found.empty();
}

}  // namespace

TEST_CASE("a rollback in front of its deploy in the same steps is refused", "[unit][scenario]") {
  CHECK(mistakes_of_order(R"([{"steps": [U, R]}])") ==
        "4:13 the rollback comes before its deploy in these steps\n");
  CHECK_FALSE(is_out_of_order(R"([{"steps": [R, U]}])"));
}

TEST_CASE("deeper steps come in the turn of the step around them", "[unit][scenario]") {
  CHECK(is_out_of_order(R"([{"steps": [{"steps": [U]}, {"steps": [{"steps": [R]}]}]}])"));
  CHECK(is_out_of_order(R"([{"steps": [U, {"steps": [{"on": "note", "steps": [R]}]}]}])"));
  CHECK_FALSE(is_out_of_order(R"([{"steps": [{"steps": [R]}, {"steps": [U]}]}])"));
  CHECK_FALSE(is_out_of_order(R"([{"steps": [U]}, {"steps": [R]}])"));
}

TEST_CASE("a rollback whose own steps hold the deploy is refused", "[unit][scenario]") {
  CHECK(is_out_of_order(
      R"([{"at": "5m", "do": "rollback", "of": "release", "steps": [{"steps": [R]}]}])"));
}

TEST_CASE("a rollback at a moment before its deploy is refused", "[unit][scenario]") {
  const auto says = [](const std::string& moment) {
    return mistakes({.script = R"([{"at": "10m", "id": "release", "do": "deploy", "service": "web",
      "version": "2"}, {"at": ")" +
                               moment + R"(", "do": "rollback", "of": "release"}])",
                     .more = R"("starts_at": "2023-11-09T09:45:00Z")"});
  };

  CHECK(says("2023-11-09T09:50:00Z").find("the rollback at 5m comes before its deploy at 10m") !=
        std::string::npos);
  CHECK(says("2023-11-09T09:55:00Z").empty());
}

TEST_CASE("steps that wait for something else may come in any order", "[unit][scenario]") {
  CHECK_FALSE(is_out_of_order(R"([{"steps": [{"on": "replica_down", "steps": [U]}, R]}])"));
  CHECK_FALSE(is_out_of_order(R"([{"steps": [{"when": "up == 0", "steps": [U]}, R]}])"));
  CHECK_FALSE(is_out_of_order(R"([{"steps": [U, {"on": "note", "steps": [R]}]}])"));
}

TEST_CASE("steps that may come again may roll back what came before", "[unit][scenario]") {
  CHECK_FALSE(is_out_of_order(R"([{"on": "note", "repeat": true, "steps": [U, R]}])"));
}

TEST_CASE("a nested deploy begins no sooner than the step around it", "[unit][scenario]") {
  CHECK(mistakes({.script = R"([{"at": "5m", "after": "1m", "steps": [
{"id": "release", "do": "deploy", "service": "web", "version": "2"}]},
{"at": "5m", "do": "rollback", "of": "release"}])"}) ==
        "5:8 the rollback at 5m comes before its deploy at 6m or later\n");
  CHECK(mistakes({.script = R"([{"at": "5m", "steps": [
{"id": "slow", "do": "inject", "fault": "hang", "service": "web"}]},
{"at": "5m", "do": "clear", "of": "slow"}])"})
            .empty());
}

}  // namespace firedrill::tests
