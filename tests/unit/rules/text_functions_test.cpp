#include "harness/rules/text_functions.hpp"

#include <catch2/catch.hpp>

#include "harness/rules/host_port.hpp"

using namespace firedrill::rules;

TEST_CASE("a title has its words' first letters in upper case", "[unit][rules]") {
  CHECK(to_title("hello wOrld") == "Hello WOrld");
  CHECK(to_title("foo_bar-baz 2x") == "Foo_bar-Baz 2x");
  CHECK(to_title("élan") == "élan");
  CHECK(to_upper_case("aé-Z") == "Aé-Z");
  CHECK(to_lower_case("AÉ-z") == "aÉ-z");
}

TEST_CASE("a query is escaped as Go escapes it", "[unit][rules]") {
  CHECK(escape_query("a b&c=d+e/f~-_.") == "a+b%26c%3Dd%2Be%2Ff~-_.");
  CHECK(escape_query("é") == "%C3%A9");
  CHECK(table_link("up == 0") == "/graph?g0.expr=up+%3D%3D+0&g0.tab=1");
}

TEST_CASE("a port is left out of an address that has one", "[unit][rules]") {
  CHECK(strip_port("web:80") == "web");
  CHECK(strip_port("10.1.2.3:80") == "10.1.2.3");
  CHECK(strip_port("[::1]:80") == "::1");
  CHECK(strip_port("web:") == "web");
  CHECK(strip_port(":80") == "");
  for (const char* address : {"web", "::1", "[::1]", "a:b:c", "we]b:80", "[::1:80", ""}) {
    CAPTURE(address);
    CHECK(strip_port(address) == address);
  }
}

TEST_CASE("a domain is left out of a name, not out of an IP address", "[unit][rules]") {
  CHECK(strip_domain("web.example.com:80") == "web:80");
  CHECK(strip_domain("web.example.com") == "web");
  CHECK(strip_domain("web") == "web");
  CHECK(strip_domain("1.2.3.example") == "1");
  CHECK(strip_domain("256.1.1.1") == "256");
  for (const char* address : {"10.1.2.3:80", "10.1.2.3", "[::1]:80", "fe80::1"}) {
    CAPTURE(address);
    CHECK(strip_domain(address) == address);
  }
}
