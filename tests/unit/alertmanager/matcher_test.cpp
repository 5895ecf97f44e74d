#include "harness/alertmanager/matcher.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using firedrill::Result;
using firedrill::alertmanager::Matcher;
using firedrill::alertmanager::Matchers;
using firedrill::alertmanager::parse_matchers;
using firedrill::promql::Labels;

namespace {

/// The matchers as group keys show them, or what is wrong.
std::string read_back(std::string_view text) {
  const Result<Matchers> parsed = parse_matchers(text);
  return parsed ? to_string(*parsed) : parsed.error().message;
}

bool text_matches(std::string_view matchers, const Labels& labels) {
  return matches(*parse_matchers(matchers), labels);
}

}  // namespace

TEST_CASE("matchers are read with and without braces, quotes and spaces", "[unit][alertmanager]") {
  CHECK(read_back(R"({foo = "bar", dings != "bums", })") == R"({foo="bar",dings!="bums"})");
  CHECK(read_back("foo=bar,dings!=bums") == R"({foo="bar",dings!="bums"})");
  CHECK(read_back(R"(statuscode=~"5..")") == R"({statuscode=~"5.."})");
  CHECK(read_back("a:b !~ x y ") == R"({a:b!~"x y"})");
  CHECK(read_back("foo=") == R"({foo=""})");
  CHECK(read_back(R"(foo="")") == R"({foo=""})");
  CHECK(read_back("{}") == "{}");
  CHECK(read_back("") == "{}");
}

TEST_CASE("quotes keep commas, and escapes are those of OpenMetrics", "[unit][alertmanager]") {
  CHECK(read_back(R"({q="She said: \"Hi, ladies!\"", b=c})") ==
        R"({q="She said: \"Hi, ladies!\"",b="c"})");
  CHECK(parse_matchers(R"(a="x\ny\\z\d")").operator*()[0].value == "x\ny\\z\\d");
  CHECK(parse_matchers(R"(a=b\)").operator*()[0].value == "b\\");
}

TEST_CASE("what is no matcher is refused in Alertmanager's words", "[unit][alertmanager]") {
  CHECK(read_back("foo") == "bad matcher format: foo");
  CHECK(read_back("1a=b") == "bad matcher format: 1a=b");
  CHECK(read_back("a=b,,c=d") == "bad matcher format: ");
  CHECK(read_back(R"(a="b)") == R"(matcher value contains unescaped double quote: "b)");
  CHECK(read_back(R"(a=b"c)") == R"(matcher value contains unescaped double quote: b"c)");
  CHECK(read_back("a=~[") == "error parsing regexp: missing closing ]: `[)$`");
}

TEST_CASE("all matchers must match, regular expressions the whole value", "[unit][alertmanager]") {
  const Labels labels{{"severity", "page"}, {"service", "checkout"}};

  CHECK(text_matches("severity=page,service=~check.*", labels));
  CHECK_FALSE(text_matches("service=~check", labels));
  CHECK_FALSE(text_matches("severity=page,service!=checkout", labels));
  CHECK(text_matches("service!~pay|auth", labels));
  CHECK(text_matches("team=", labels));
  CHECK(text_matches("team!=a", labels));
  CHECK(text_matches("team=~.*", labels));
  CHECK_FALSE(text_matches("team=~.+", labels));
  CHECK(text_matches("", labels));
}

TEST_CASE("sorting goes by name, value and kind", "[unit][alertmanager]") {
  Matchers matchers = *parse_matchers("b=1,a!=2,a=2,a=1");

  sort(matchers);

  CHECK(to_string(matchers) == R"({a="1",a="2",a!="2",b="1"})");
}
