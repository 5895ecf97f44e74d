#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore words() {
  return store_of(15s, R"(
    w{t="edge"} 1
    w{t="Edge"} 1
    w{t="edge-1"} 1
    w{t="edge1"} 1
    w{t="e.ge"} 1
    w{t="ge"} 1
    w{t="é"} 1
    w{t="503"} 1
  )");
}

}  // namespace

TEST_CASE("a pattern is anchored at both ends, and alternatives are all inside", "[unit][promql]") {
  check_answers(words(), R"(
    0s: w{t=~"edge"}
      {__name__="w", t="edge"} 1
    0s: w{t=~"edg"}
    0s: w{t=~"dge"}
    0s: w{t=~"ge|edge"}
      {__name__="w", t="edge"} 1
      {__name__="w", t="ge"} 1
    0s: w{t=~"ge|^edge$"}
      {__name__="w", t="edge"} 1
      {__name__="w", t="ge"} 1
    0s: w{t=~"edge|"}
      {__name__="w", t="edge"} 1
    0s: w{t=~"e?d?ge"}
      {__name__="w", t="edge"} 1
      {__name__="w", t="ge"} 1
    0s: w{t=~"edge$1"}
    0s: w{t=~"edge.*"}
      {__name__="w", t="edge"} 1
      {__name__="w", t="edge-1"} 1
      {__name__="w", t="edge1"} 1
    0s: w{t=~"edge.+"}
      {__name__="w", t="edge-1"} 1
      {__name__="w", t="edge1"} 1
    0s: w{t=~"edge-?[0-9]"}
      {__name__="w", t="edge-1"} 1
      {__name__="w", t="edge1"} 1
    0s: w{t!~".*e.*"}
      {__name__="w", t="503"} 1
      {__name__="w", t="é"} 1
    0s: w{t=~"5.."}
      {__name__="w", t="503"} 1
    0s: w{t=~"5."}
    0s: w{t=~"[1-5][0-9]{2}"}
      {__name__="w", t="503"} 1
    0s: w{t=~"\\d+"}
      {__name__="w", t="503"} 1
    0s: w{t=~"\\D{4}"}
      {__name__="w", t="Edge"} 1
      {__name__="w", t="e.ge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"."}
      {__name__="w", t="é"} 1
    0s: w{t=~".."}
      {__name__="w", t="ge"} 1
  )");
}

TEST_CASE("classes, escapes and flags pick characters", "[unit][promql]") {
  check_answers(words(), R"(
    0s: w{t=~"e\\.ge"}
      {__name__="w", t="e.ge"} 1
    0s: w{t=~"e.ge"}
      {__name__="w", t="e.ge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"\\Qe.ge\\E"}
      {__name__="w", t="e.ge"} 1
    0s: w{t=~"e[^d]ge"}
      {__name__="w", t="e.ge"} 1
    0s: w{t=~"[Ee]dge"}
      {__name__="w", t="Edge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"(?i)EDGE"}
      {__name__="w", t="Edge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"(?i:E)dge"}
      {__name__="w", t="Edge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"(?i)[A-F]+[^X-Z]?GE"}
      {__name__="w", t="Edge"} 1
      {__name__="w", t="e.ge"} 1
      {__name__="w", t="edge"} 1
    0s: w{t=~"[[:upper:]][[:lower:]]+"}
      {__name__="w", t="Edge"} 1
    0s: w{t=~"[[:^upper:]]+"}
      {__name__="w", t="503"} 1
      {__name__="w", t="e.ge"} 1
      {__name__="w", t="edge"} 1
      {__name__="w", t="edge-1"} 1
      {__name__="w", t="edge1"} 1
      {__name__="w", t="ge"} 1
      {__name__="w", t="é"} 1
    0s: w{t=~"\\w+"}
      {__name__="w", t="503"} 1
      {__name__="w", t="Edge"} 1
      {__name__="w", t="edge"} 1
      {__name__="w", t="edge1"} 1
      {__name__="w", t="ge"} 1
    0s: w{t=~"\\W"}
      {__name__="w", t="é"} 1
    0s: w{t=~"[^\\w]"}
      {__name__="w", t="é"} 1
    0s: w{t=~"[\\W\\d]+"}
      {__name__="w", t="503"} 1
      {__name__="w", t="é"} 1
    0s: w{t=~"\\x{e9}"}
      {__name__="w", t="é"} 1
    0s: w{t=~"[à-ü]"}
      {__name__="w", t="é"} 1
    0s: w{t=~"edge\\b.1"}
      {__name__="w", t="edge-1"} 1
    0s: w{t=~"edge\\B1"}
      {__name__="w", t="edge1"} 1
    0s: w{t=~"\\Aedge\\z"}
      {__name__="w", t="edge"} 1
    0s: w{t=~"(?U)e.*"}
      {__name__="w", t="e.ge"} 1
      {__name__="w", t="edge"} 1
      {__name__="w", t="edge-1"} 1
      {__name__="w", t="edge1"} 1
  )");
}

TEST_CASE("a pattern that Go refuses is refused in its words", "[unit][promql]") {
  check_answers({}, R"---(
    0s: w{t=~"("}
      error: parse error: error parsing regexp: missing closing ): `^(?:()$`
    0s: w{t=~")"}
      error: parse error: error parsing regexp: unexpected ): `^(?:))$`
    0s: w{t=~"["}
      error: parse error: error parsing regexp: missing closing ]: `[)$`
    0s: w{t=~"[]"}
      error: parse error: error parsing regexp: missing closing ]: `[])$`
    0s: w{t=~"[^]"}
      error: parse error: error parsing regexp: missing closing ]: `[^])$`
    0s: w{t=~"[b-a]"}
      error: parse error: error parsing regexp: invalid character class range: `b-a`
    0s: w{t=~"[a-\\d]"}
      error: parse error: error parsing regexp: invalid escape sequence: `\d`
    0s: w{t=~"[[:none:]]"}
      error: parse error: error parsing regexp: invalid character class range: `[:none:]`
    0s: w{t=~"*"}
      error: parse error: error parsing regexp: missing argument to repetition operator: `*`
    0s: w{t=~"|*"}
      error: parse error: error parsing regexp: missing argument to repetition operator: `*`
    0s: w{t=~"(?i)*"}
      error: parse error: error parsing regexp: missing argument to repetition operator: `*`
    0s: w{t=~"a**"}
      error: parse error: error parsing regexp: invalid nested repetition operator: `**`
    0s: w{t=~"a+?*"}
      error: parse error: error parsing regexp: invalid nested repetition operator: `+?*`
    0s: w{t=~"a{2}{3}"}
      error: parse error: error parsing regexp: invalid nested repetition operator: `{2}{3}`
    0s: w{t=~"a{1001}"}
      error: parse error: error parsing regexp: invalid repeat count: `{1001}`
    0s: w{t=~"a{2,1}"}
      error: parse error: error parsing regexp: invalid repeat count: `{2,1}`
    0s: w{t=~"a{1,1001}"}
      error: parse error: error parsing regexp: invalid repeat count: `{1,1001}`
  )---");
}

TEST_CASE("an escape or a group that Go does not know is refused in its words", "[unit][promql]") {
  check_answers({}, R"---(
    0s: w{t=~"\\1"}
      error: parse error: error parsing regexp: invalid escape sequence: `\1`
    0s: w{t=~"\\8"}
      error: parse error: error parsing regexp: invalid escape sequence: `\8`
    0s: w{t=~"\\_"}
    0s: w{t=~"\\Z"}
      error: parse error: error parsing regexp: invalid escape sequence: `\Z`
    0s: w{t=~"\\x"}
      error: parse error: error parsing regexp: invalid escape sequence: `\x)$`
    0s: w{t=~"\\xg"}
      error: parse error: error parsing regexp: invalid escape sequence: `\xg)`
    0s: w{t=~"\\x{110000}"}
      error: parse error: error parsing regexp: invalid escape sequence: `\x{110000`
    0s: w{t=~"\\x{}"}
      error: parse error: error parsing regexp: invalid escape sequence: `\x{}`
    0s: w{t=~"a\\"}
      error: parse error: error parsing regexp: missing closing ): `^(?:a\)$`
    0s: w{t=~"\\é"}
      error: parse error: error parsing regexp: invalid escape sequence: `\é`
    0s: w{t=~"[\\b]"}
      error: parse error: error parsing regexp: invalid escape sequence: `\b`
    0s: w{t=~"(?=a)"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`
    0s: w{t=~"(?!a)"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?!`
    0s: w{t=~"(?<n>a)"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?<`
    0s: w{t=~"(?P<>a)"}
      error: parse error: error parsing regexp: invalid named capture: `(?P<>`
    0s: w{t=~"(?P<1-2>a)"}
      error: parse error: error parsing regexp: invalid named capture: `(?P<1-2>`
    0s: w{t=~"(?P=n)"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?P`
    0s: w{t=~"(?i-)a"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?i-)`
    0s: w{t=~"(?--i)a"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?--`
    0s: w{t=~"(?x)a"}
      error: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?x`
    0s: w{t=~"(?"}
      error: parse error: error parsing regexp: missing closing ): `^(?:(?)$`
    0s: w{t=~"(?i"}
      error: parse error: error parsing regexp: missing closing ): `^(?:(?i)$`
    0s: w{t=~"(?P<n"}
      error: parse error: error parsing regexp: invalid named capture: `(?P<n)$`
  )---");
}

TEST_CASE("what looks like a mistake and is none", "[unit][promql]") {
  check_answers(words(), R"---(
    0s: count(w{t!~"a{,2}"})
      {} 8
    0s: count(w{t!~"a{2"})
      {} 8
    0s: count(w{t!~"a{x}"})
      {} 8
    0s: count(w{t!~"]"})
      {} 8
    0s: count(w{t!~"}"})
      {} 8
    0s: count(w{t!~"[]a]"})
      {} 8
    0s: count(w{t!~"[a-]"})
      {} 8
    0s: count(w{t!~"[-a]"})
      {} 8
    0s: count(w{t!~"[a-c-e]"})
      {} 8
    0s: count(w{t!~"[[a]"})
      {} 8
    0s: count(w{t!~"[[:a]"})
      {} 8
    0s: count(w{t!~"a||b"})
      {} 8
    0s: count(w{t!~"()"})
      {} 8
    0s: count(w{t!~"(?P<n>a)(?P<n>b)"})
      {} 8
    0s: count(w{t!~"(?i-i)a"})
      {} 8
    0s: count(w{t!~"(|a)*"})
      {} 8
    0s: count(w{t!~"^*"})
      {} 8
    0s: count(w{t!~"(?i)"})
      {} 8
    0s: count(w{t!~"(?:)"})
      {} 8
    0s: count(w{t!~"\\Q"})
      error: parse error: error parsing regexp: missing closing ): `^(?:\Q)$`
    0s: count(w{t!~"\\Qa"})
      error: parse error: error parsing regexp: missing closing ): `^(?:\Qa)$`
  )---");
}

TEST_CASE("groups take the leftmost alternative, and as much or as little as they may",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(s{t="aaab"} 1)");

  check_answers(store, R"---(
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a*)(a*)b")
      {__name__="s", t="aaab", x="[aaa][]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a*?)(a*)b")
      {__name__="s", t="aaab", x="[][aaa]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a+)(a+)b")
      {__name__="s", t="aaab", x="[aa][a]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a+?)(a+)b")
      {__name__="s", t="aaab", x="[a][aa]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a??)(a*)b")
      {__name__="s", t="aaab", x="[][aaa]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a{1,2})(a*)b")
      {__name__="s", t="aaab", x="[aa][a]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a{1,2}?)(a*)b")
      {__name__="s", t="aaab", x="[a][aa]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(?U)(a*)(a*)b")
      {__name__="s", t="aaab", x="[][aaa]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a|aa)(ab|aab|b)")
      {__name__="s", t="aaab", x="[a][aab]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a|aa)+(b)")
      {__name__="s", t="aaab", x="[a][b]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(?:(a)|(b))*")
      {__name__="s", t="aaab", x="[a][b]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "((a)*)b")
      {__name__="s", t="aaab", x="[aaa][a]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a*)*b")
      {__name__="s", t="aaab", x="[aaa][]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(a*)+b")
      {__name__="s", t="aaab", x="[aaa][]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(x)?a*(b)")
      {__name__="s", t="aaab", x="[][b]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(x*)a*(b?)")
      {__name__="s", t="aaab", x="[][b]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "()(.*)()")
      {__name__="s", t="aaab", x="[][aaab]"} 1
    0s: label_replace(s, "x", "[$1][$2]", "t", "(?P<one>a)(?P<two>.*)")
      {__name__="s", t="aaab", x="[a][aab]"} 1
    0s: label_replace(s, "x", "[${one}][$two]", "t", "(?P<one>a)(?P<two>.*)")
      {__name__="s", t="aaab", x="[a][aab]"} 1
    0s: label_replace(s, "x", "[$one1][${one}1]", "t", "(?P<one>a)(?P<two>.*)")
      {__name__="s", t="aaab", x="[][a1]"} 1
    0s: label_replace(s, "x", "[$n]", "t", "(?:(?P<n>b)|(?P<n>a))(?P<n>.*)")
      {__name__="s", t="aaab", x="[a]"} 1
    0s: label_replace(s, "x", "[$n]", "t", "(?P<n>x*)(?P<n>.*)")
      {__name__="s", t="aaab", x="[]"} 1
  )---");
}
