#include <string>
#include <vector>

#include "harness/scenario/limits.hpp"
#include "tests/unit/scenario/load_support.hpp"

// What mocks answer, and how much of all that is said over HTTP.

namespace firedrill::tests {
namespace {

/// The mistakes of a scenario with these answers.
std::string mistakes_of_answers(const std::string& answers) {
  return mistakes({.services = "{\"web\": {\"answers\": " + answers + "}}"});
}

std::vector<CannedAnswer> answers_of(const std::string& answers) {
  const Scenario scenario = loaded({.services = "{\"web\": {\"answers\": " + answers + "}}"});
  return service(scenario, "web").versions.front().answers;
}

std::string mistakes_of_requests(const std::string& members) {
  return mistakes(
      {.traffic = R"([{"name": "users", "to": "web", "rate": "1/s", )" + members + "}]"});
}

std::string letters(std::size_t count) {
  return std::string(count, 'x');
}

}  // namespace

TEST_CASE("an answer needs a path and nothing else", "[unit][scenario]") {
  const std::vector<CannedAnswer> answers = answers_of(R"([{"path": "/a b"}])");

  REQUIRE(answers.size() == 1);
  CHECK(answers.front().method == "GET");
  CHECK(answers.front().path == "/a b");  // decoded, so it may have a space
  CHECK(answers.front().status == 200);
  CHECK(answers.front().headers.empty());
  CHECK(answers.front().body.empty());
}

TEST_CASE("an answer says its status, headers and body", "[unit][scenario]") {
  const std::vector<CannedAnswer> answers = answers_of(
      R"([{"method": "DELETE", "path": "/a", "status": 410,
           "headers": {"X-Why": "gone", "x-why": ""},
           "body": {"is":  null}}])");

  REQUIRE(answers.size() == 1);
  const CannedAnswer& answer = answers.front();
  CHECK(answer.method == "DELETE");
  CHECK(answer.status == 410);
  REQUIRE(answer.headers.size() == 3);
  CHECK(answer.headers[0].value == "gone");
  CHECK(answer.headers[1].name == "x-why");  // one header may have several lines
  CHECK(answer.headers[2].value == "application/json");
  CHECK(answer.body == R"({"is":  null})");
}

TEST_CASE("mistakes in answers are reported at their places", "[unit][scenario]") {
  CHECK(mistakes_of_answers("[{}]") == "1:35 an answer needs the key \"path\"\n");
  CHECK(mistakes_of_answers(R"([{"path": "a"}])") == "1:44 \"path\" must be a path, found \"a\"\n");
  CHECK(mistakes_of_answers(R"([{"path": "/a\r\nb"}])").find("must be a path") !=
        std::string::npos);
  CHECK(mistakes_of_answers(R"([{"path": "/", "methid": "PUT"}])")
            .find("unknown key \"methid\" in an answer") != std::string::npos);
  CHECK(mistakes_of_answers(R"([{"path": "/", "headers": {"Content-Length": "9"}}])") ==
        "1:61 firedrill itself sets the header \"Content-Length\"\n");
  CHECK(mistakes_of_answers(R"([{"path": "/", "headers": ["A"]}, 1])") ==
        "1:60 \"headers\" must be an object, found an array\n"
        "1:68 an answer must be an object, found the number 1\n");
}

TEST_CASE("answers are a mock's", "[unit][scenario]") {
  const std::string program = R"("live": {"attach": "http://127.0.0.1:1"})";
  const std::string answers = R"("answers": [{"path": "/"}])";

  CHECK(mistakes({.services = R"({"web": {)" + program + ", " + answers + "}}"}) ==
        "1:76 \"answers\" are a mock's, and this service is a program of your own\n");
  CHECK(mistakes({.services = R"({"web": {"version": "1", )" + program +
                              R"(, "versions": {"1": {)" + answers + "}}}}"})
            .find("are a mock's") != std::string::npos);
  CHECK(mistakes({.services = R"({"web": {}, "idp": {"kind": "auth_provider", )" + answers + "}}"})
            .find("\"answers\" is a key of services") != std::string::npos);
}

TEST_CASE("a path may be as long as the limit and no longer", "[unit][scenario]") {
  const auto of_length = [](std::size_t bytes) {
    return mistakes_of_requests("\"path\": \"/" + letters(bytes - 1) + "\"");
  };

  CHECK(of_length(most_path_bytes).empty());
  CHECK(of_length(most_path_bytes + 1) == "2:67 the path holds more than 4096 bytes\n");
}

TEST_CASE("headers may be as long together as the limit and no longer", "[unit][scenario]") {
  const auto of_length = [](std::size_t bytes) {
    return mistakes_of_requests("\"headers\": {\"A\": \"" + letters(bytes / 2 - 1) +
                                "\", \"B\": \"" + letters(bytes - bytes / 2 - 1) + "\"}");
  };

  CHECK(of_length(most_header_bytes).empty());
  CHECK(of_length(most_header_bytes + 1) == "2:70 the headers hold more than 16384 bytes\n");
}

TEST_CASE("a body may be as long as the limit and no longer", "[unit][scenario]") {
  const auto of_length = [](std::size_t bytes) {
    return mistakes_of_requests("\"body\": \"" + letters(bytes) + "\"");
  };

  CHECK(of_length(most_body_bytes).empty());
  CHECK(of_length(most_body_bytes + 1) == "2:67 the body holds more than 1048576 bytes\n");
}

TEST_CASE("a token and a header cannot both say who a client is", "[unit][scenario]") {
  const std::string text = mistakes({.services = R"({"web": {}, "idp": {"kind": "auth_provider"}})",
                                     .traffic = R"([{"name": "users", "to": "web", "rate": "1/s",
                                "headers": {"AUTHORIZATION": "Basic x"},
                                "token": {"from": "idp"}}])"});

  CHECK(text.find("\"token\" sends the header \"authorization\" already") != std::string::npos);
  CHECK(mistakes_of_requests(R"("headers": {"Authorization": "Basic x"})").empty());
}

}  // namespace firedrill::tests
