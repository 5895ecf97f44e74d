#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore words_of_many_scripts() {
  return store_of(15s, R"(
    w{t="München"} 1
    w{t="MÜNCHEN"} 1
    w{t="Straße"} 1
    w{t="STRAẞE"} 1
    w{t="ΣΊΣΥΦΟΣ"} 1
    w{t="σίσυφος"} 1
    w{t="Kelvin"} 1
    w{t="kelvin"} 1
    w{t="ſaint"} 1
    w{t="москва"} 1
    w{t="МОСКВА"} 1
    w{t="ǅ"} 1
    w{t="٣"} 1
    w{t="Ⅷ"} 1
    w{t="ı"} 1
    w{t="€5"} 1
    w{t="東京"} 1
  )");
}

}  // namespace

TEST_CASE("a pattern without case takes both cases of every script", "[unit][promql]") {
  check_answers(words_of_many_scripts(), R"(
    0s: w{t=~"(?i)münchen"}
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="München"} 1
    0s: w{t=~"(?i)STRASSE|straße"}
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="Straße"} 1
    0s: w{t=~"(?i)σίσυφοσ"}
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
    0s: w{t=~"(?i)KELVIN"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="kelvin"} 1
    0s: w{t=~"(?i)[k]elvin"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="kelvin"} 1
    0s: w{t=~"(?i)Saint"}
      {__name__="w", t="ſaint"} 1
    0s: w{t=~"(?i)Москва"}
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
    0s: w{t=~"(?i)ǆ"}
      {__name__="w", t="ǅ"} 1
    0s: w{t=~"(?i)I"}
    0s: w{t=~"(?i)[А-Я]+"}
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
    0s: w{t=~"(?i)[^а-я]+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="München"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="Straße"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ı"} 1
      {__name__="w", t="ſaint"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
      {__name__="w", t="東京"} 1
    0s: w{t=~"(?i)\\w+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ſaint"} 1
  )");
}

TEST_CASE("a pattern without case takes both cases of every script (part 2)", "[unit][promql]") {
  check_answers(words_of_many_scripts(), R"(
    0s: w{t=~"(?i)\\W.*"}
      {__name__="w", t="ı"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
      {__name__="w", t="東京"} 1
    0s: w{t=~"(?i)[\\W]aint"}
    0s: w{t=~"(?i)[[:^word:]]aint"}
    0s: w{t=~"(?i)[[:upper:]]+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ſaint"} 1
    0s: w{t=~"(?i)\\p{Lu}+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="München"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="Straße"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ſaint"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
    0s: w{t=~"(?i)\\P{Lu}.*"}
      {__name__="w", t="ı"} 1
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
      {__name__="w", t="東京"} 1
  )");
}

TEST_CASE("a class of Unicode takes its characters", "[unit][promql]") {
  check_answers(words_of_many_scripts(), R"(
    0s: w{t=~"\\pL+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="München"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="Straße"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ı"} 1
      {__name__="w", t="ſaint"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
      {__name__="w", t="東京"} 1
    0s: w{t=~"\\p{L}+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="München"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="Straße"} 1
      {__name__="w", t="kelvin"} 1
      {__name__="w", t="ı"} 1
      {__name__="w", t="ſaint"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="σίσυφος"} 1
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="москва"} 1
      {__name__="w", t="東京"} 1
    0s: w{t=~"\\p{Lu}+"}
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="МОСКВА"} 1
    0s: w{t=~"\\p{Lu}\\p{Ll}+"}
      {__name__="w", t="Kelvin"} 1
      {__name__="w", t="München"} 1
      {__name__="w", t="Straße"} 1
    0s: w{t=~"\\P{L}+"}
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"\\p{^L}+"}
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"\\P{^Lu}+"}
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="МОСКВА"} 1
  )");
}

TEST_CASE("a class of Unicode takes its characters (part 2)", "[unit][promql]") {
  check_answers(words_of_many_scripts(), R"(
    0s: w{t=~"\\pN"}
      {__name__="w", t="٣"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"\\p{Nd}|\\p{Nl}"}
      {__name__="w", t="٣"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"[\\p{Lu}\\p{Nd}]+"}
      {__name__="w", t="MÜNCHEN"} 1
      {__name__="w", t="STRAẞE"} 1
      {__name__="w", t="ΣΊΣΥΦΟΣ"} 1
      {__name__="w", t="МОСКВА"} 1
      {__name__="w", t="٣"} 1
    0s: w{t=~"[^\\pL]+"}
      {__name__="w", t="٣"} 1
      {__name__="w", t="€5"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"\\p{Sc}\\d"}
      {__name__="w", t="€5"} 1
    0s: w{t=~"\\p{Lt}"}
      {__name__="w", t="ǅ"} 1
    0s: w{t=~"\\p{Any}"}
      {__name__="w", t="ı"} 1
      {__name__="w", t="ǅ"} 1
      {__name__="w", t="٣"} 1
      {__name__="w", t="Ⅷ"} 1
    0s: w{t=~"\\p{Lo}+"}
      {__name__="w", t="東京"} 1
  )");
}

TEST_CASE("a class that Unicode does not have is an error", "[unit][promql]") {
  check_answers(words_of_many_scripts(), R"(
    0s: w{t=~"\\p{}"}
      error: parse error: error parsing regexp: invalid character class range: `\p{}`
    0s: w{t=~"\\p{Xx}"}
      error: parse error: error parsing regexp: invalid character class range: `\p{Xx}`
    0s: w{t=~"\\p{Cn}"}
      error: parse error: error parsing regexp: invalid character class range: `\p{Cn}`
    0s: w{t=~"\\p"}
      error: parse error: error parsing regexp: invalid character class range: `\p)`
    0s: w{t=~"\\pX"}
      error: parse error: error parsing regexp: invalid character class range: `\pX`
    0s: w{t=~"\\p{L"}
      error: parse error: error parsing regexp: invalid character class range: `\p{L)$`
    0s: w{t=~"[\\pX]"}
      error: parse error: error parsing regexp: invalid character class range: `\pX`
    0s: w{t=~"[\\p{L"}
      error: parse error: error parsing regexp: invalid character class range: `\p{L)$`
    0s: w{t=~"[a-\\pL]"}
      error: parse error: error parsing regexp: invalid escape sequence: `\p`
  )");
}

TEST_CASE("a script is refused as not supported", "[unit][promql]") {
  CHECK(result_of(words_of_many_scripts(), R"(w{t=~"\\p{Greek}"})", 0s) ==
        "error: parse error: error parsing regexp: invalid character class range (scripts are not "
        "supported): `\\p{Greek}`");
}
