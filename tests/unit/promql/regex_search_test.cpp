#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/promql/regex.hpp"

using firedrill::promql::Regex;

namespace {

bool is_found(std::string_view pattern, std::string_view text) {
  return Regex::compile_search(pattern)->is_found_in(text);
}

std::string all_replaced(std::string_view pattern, std::string_view text, std::string_view by) {
  return Regex::compile_search(pattern)->replace_all(text, by);
}

}  // namespace

// The expected texts are those of Go's regexp.ReplaceAllString.

TEST_CASE("a pattern is found anywhere unless it has anchors", "[unit][promql][regex]") {
  CHECK(is_found("b", "abc"));
  CHECK(is_found("^a", "abc"));
  CHECK(is_found("c$", "abc"));
  CHECK(is_found("", ""));
  CHECK(is_found("x*", "abc"));
  CHECK_FALSE(is_found("^b", "abc"));
  CHECK_FALSE(is_found("b$", "abc"));
  CHECK_FALSE(is_found("d", "abc"));
  CHECK(is_found("(?i)B", "abc"));
  CHECK(is_found(R"(\bfox\b)", "the fox"));
  CHECK_FALSE(is_found(R"(\bfox\b)", "foxes"));
}

TEST_CASE("every match is replaced, from left to right", "[unit][promql][regex]") {
  CHECK(all_replaced("l+", "hello all", "<$0>") == "he<ll>o a<ll>");
  CHECK(all_replaced("(.)(.)", "abcde", "$2$1") == "badce");
  CHECK(all_replaced("(?P<name>[0-9]+)", "a1b22", "[${name}]") == "a[1]b[22]");
  CHECK(all_replaced("b", "abc", "") == "ac");
  CHECK(all_replaced("d", "abc", "x") == "abc");
  CHECK(all_replaced("^a", "aaa", "x") == "xaa");
  CHECK(all_replaced("a$", "aaa", "x") == "aax");
  CHECK(all_replaced("é", "éa é", "e") == "ea e");
}

TEST_CASE("the leftmost match wins, then the first alternative", "[unit][promql][regex]") {
  CHECK(all_replaced("a|ab", "xab", "<$0>") == "x<a>b");
  CHECK(all_replaced("ab|a", "xab", "<$0>") == "x<ab>");
  CHECK(all_replaced("b|abc", "xabc", "<$0>") == "x<abc>");
  CHECK(all_replaced("a*?", "aa", "-") == "-a-a-");
  CHECK(all_replaced("a+?", "aa", "-") == "--");
}

TEST_CASE("an empty match is replaced once, and not behind another", "[unit][promql][regex]") {
  CHECK(all_replaced("x*", "abxc", "-") == "-a-b-c-");
  CHECK(all_replaced("", "ab", "-") == "-a-b-");
  CHECK(all_replaced("", "", "-") == "-");
  CHECK(all_replaced("x*", "é", "-") == "-é-");
  CHECK(all_replaced(R"(\b)", "ab cd", "|") == "|ab| |cd|");
}
