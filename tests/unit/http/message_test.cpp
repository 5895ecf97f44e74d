#include "mock_services/http/message.hpp"

#include <string_view>

#include <catch2/catch.hpp>

namespace firedrill::tests {
namespace {

TEST_CASE("headers keep their order and are found in any case", "[http]") {
  http::Headers headers{{"Set-Cookie", "a=1"}, {"X-B", "2"}, {"set-cookie", "b=2"}};

  CHECK(*headers.find("SET-COOKIE") == "a=1");
  CHECK(headers.count("Set-cookie") == 2);
  CHECK(headers.find("X-C") == nullptr);

  headers.set("SET-COOKIE", "c=3");
  headers.add("X-C", "4");
  headers.remove("x-b");

  REQUIRE(headers.lines().size() == 2);
  CHECK(headers.lines()[0].value == "c=3");
  CHECK(headers.lines()[1].name == "X-C");
}

TEST_CASE("a target gives its decoded path and query", "[http]") {
  const auto target = http::parse_target("/a%20b/c+d?x=1%262&y=a+b");

  REQUIRE(target);
  CHECK(target->path == "/a b/c+d");
  CHECK(target->query == http::FormPairs{{"x", "1&2"}, {"y", "a b"}});
}

TEST_CASE("an absolute target gives what follows the host", "[http]") {
  CHECK(http::parse_target("http://host:80/a?b=c")->path == "/a");
  CHECK(http::parse_target("http://host")->path == "/");
}

TEST_CASE("a url inside a query does not make a target absolute", "[http]") {
  const auto target = http::parse_target("/auth?redirect_uri=http://host/cb");

  REQUIRE(target);
  CHECK(target->path == "/auth");
}

TEST_CASE("a target with wrong escapes or control characters is refused", "[http]") {
  for (const std::string_view wrong : {"/%", "/a?b=%zz", "/a\r\nb", "/a\x7f"}) {
    CAPTURE(wrong);
    CHECK(!http::parse_target(wrong));
  }
}

}  // namespace
}  // namespace firedrill::tests
