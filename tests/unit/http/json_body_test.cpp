#include "mock_services/http/json_body.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/text/reader.hpp"

namespace firedrill::tests {
namespace {

http::Request request_with(std::string body) {
  http::Request request;
  request.method = "POST";
  request.body = std::move(body);
  return request;
}

TEST_CASE("a body is read, and has no mistakes", "[http][json_body]") {
  http::JsonBody body(request_with(R"({"by": "5m"})"));

  REQUIRE(body.json() != nullptr);
  ObjectReader reader(*body.json(), "a move", body.diagnostics());
  CHECK(reader.duration("by").required() == std::chrono::minutes(5));
  reader.finish();
  CHECK(!body.mistakes());
}

TEST_CASE("an empty body is an empty object", "[http][json_body]") {
  http::JsonBody body(request_with(""));

  REQUIRE(body.json() != nullptr);
  CHECK(body.json()->is_object());
  CHECK(!body.mistakes());
}

TEST_CASE("a body that is no JSON has its mistake and nothing to read", "[http][json_body]") {
  http::JsonBody body(request_with("{\n  \"by\": }"));

  CHECK(body.json() == nullptr);
  REQUIRE(body.mistakes());
  CHECK(body.mistakes()->find("request:2:") != std::string::npos);
}

TEST_CASE("all mistakes stand in one line, with places and what was expected",
          "[http][json_body]") {
  http::JsonBody body(request_with(R"({"by": 5, "too": 1})"));
  ObjectReader reader(*body.json(), "a move", body.diagnostics());
  reader.duration("by").optional();
  reader.finish();

  const std::string mistakes = body.mistakes().value_or("");

  CHECK(mistakes.find("request:1:8: ") == 0);
  CHECK(mistakes.find("; request:1:11: ") != std::string::npos);
  CHECK(mistakes.find('\n') == std::string::npos);
}

TEST_CASE("a body beyond its limits is refused before it is built", "[http][json_body]") {
  const std::string deep = std::string(20, '[') + std::string(20, ']');

  CHECK(http::JsonBody(request_with(deep), {.max_depth = 20}).json() != nullptr);
  CHECK(http::JsonBody(request_with(deep), {.max_depth = 10}).json() == nullptr);
  CHECK(http::JsonBody(request_with("[1, 2, 3]"), {.max_nodes = 3}).json() == nullptr);
  CHECK(http::JsonBody(request_with("[1, 2, 3]"), {.max_bytes = 5}).json() == nullptr);
}

}  // namespace
}  // namespace firedrill::tests
