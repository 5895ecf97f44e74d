#include "harness/rules/template.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/rules/template_case.hpp"

using namespace firedrill::rules;

// The expected texts of this file are those of promtool 2.42.

TEST_CASE("a template shows labels and the value", "[unit][rules][template]") {
  check_all({
      {"plain } }} {", "plain } }} {"},
      {"{{ $labels.a }} {{.Labels.a}} {{$value}} {{ .Value }}", "q q 1.2345675e+06 1.2345675e+06"},
      {"{{ $labels.nope }}|{{ $labels }}", "|map[__name__:m a:q]"},
      {"{{ . }}", "{map[__name__:m a:q] map[foo:bar] http://x/p 1.2345675e+06}"},
      {"{{ $externalLabels.foo }} {{ $externalURL }} {{ .ExternalLabels.foo }}",
       "bar http://x/p bar"},
      {"{{ 123456789.0 }} {{ 1e21 }} {{ 0x10 }} {{ 'a' }} {{ 100000.0 }} {{ 1000000 }} {{ -5 }}",
       "1.23456789e+08 1e+21 16 97 100000 1000000 -5"},
  });
}

TEST_CASE("functions make numbers readable as Prometheus does", "[unit][rules][template]") {
  check_all({
      {"{{ $value | humanize }} {{ humanize 0.00123 }} {{ humanize 12 }} {{ humanize 0 }}",
       "1.235M 1.23m 12 0"},
      {"{{ humanize1024 1048576 }} {{ humanize1024 1 }} {{ humanize1024 \"2048\" }}", "1Mi 1 2ki"},
      {"{{ humanizeDuration 3661 }} {{ humanizeDuration 0.012 }} {{ humanizeDuration 90061.5 }}",
       "1h 1m 1s 12ms 1d 1h 1m 1s"},
      {"{{ humanizeDuration -61 }} {{ humanizeDuration 12.3456 }} {{ humanizeDuration 0 }}",
       "-1m 1s 12.35s 0s"},
      {"{{ humanizePercentage 0.12345 }} {{ 1 | humanizePercentage }}", "12.35% 100%"},
      {"{{ humanizeTimestamp 1e9 }} {{ humanizeTimestamp 1.5 }}",
       "2001-09-09 01:46:40 +0000 UTC 1970-01-01 00:00:01.5 +0000 UTC"},
      {"{{ parseDuration \"1h\" }}", "3600"},
  });
}

TEST_CASE("printf knows Go's verbs, and says which do not fit", "[unit][rules][template]") {
  check_all({
      {R"({{ printf "%d %s %.2f %5.1f|%-6s|%06.2f %v %q %x %t" )"
       R"($value $value $value $value "ab" $value $value "a" "a" true }})",
       "%!d(float64=1.2345675e+06) %!s(float64=1.2345675e+06) 1234567.50 1234567.5|ab    |"
       R"(1234567.50 1.2345675e+06 "a" 61 true)"},
      {R"({{ printf "%d" }} {{ printf "x" 1 }})", "%!d(MISSING) x%!(EXTRA int=1)"},
      {R"({{ printf "%v %v" $labels.nope nil }})", " <nil>"},
      {R"({{ printf "%5d|%-5d|%05d|%+d" 42 42 42 42 }})", "   42|42   |00042|+42"},
      {R"({{ $labels.a | printf "%s!" }} 100{{ printf "%%" }})", "q! 100%"},
      {R"({{ printf "%.3s|%e|%g" "abcdef" 1.5 0.00001 }})", "abc|1.500000e+00|1e-05"},
      {R"({{ print 1 2 "a" 3.5 }})", "1 2a3.5"},
  });
}

TEST_CASE("functions change texts as Prometheus does", "[unit][rules][template]") {
  check_all({
      {R"({{ title "hello wOrld-foo_bar" }} {{ toLower "Ab" }} {{ toUpper $labels.nope }})",
       "Hello WOrld-Foo_bar ab "},
      {R"({{ stripPort "a:9" }} {{ stripPort "[::1]:9" }} {{ stripPort "a" }})", "a ::1 a"},
      {R"({{ stripDomain "a.b.c:9" }} {{ stripDomain "10.1.2.3:9" }})", "a:9 10.1.2.3:9"},
      {"{{ reReplaceAll \"(l+)\" \"<$1>\" \"hello all\" }} {{ reReplaceAll \"x*\" \"-\" \"abxc\" "
       "}}",
       "he<ll>o a<ll> -a-b-c-"},
      {R"({{ match "l+$" "all" }} {{ match "^l" "all" }})", "true false"},
      {R"({{ graphLink "a b" }} {{ tableLink "x>1" }})",
       "/graph?g0.expr=a+b&g0.tab=0 /graph?g0.expr=x%3E1&g0.tab=1"},
      {"{{ externalURL }} {{ pathPrefix }}", "http://x/p /p"},
      {R"({{ len $labels }} {{ index $labels "a" }})", "2 q"},
  });
}

TEST_CASE("a template decides and repeats", "[unit][rules][template]") {
  check_all({
      {R"({{ if eq $labels.a "x" "q" }}yes{{ else }}no{{ end }})", "yes"},
      {"{{ if gt $value 5.0 }}a{{ else if lt $value 0.0 }}b{{ else }}c{{ end }}", "a"},
      {R"({{ eq $labels.nope "x" }} {{ and 0 1 }} {{ or "" "b" }} {{ not true }})",
       "false 0 b false"},
      {"{{ ge 2 2 }}{{ le 2 1 }}{{ ne 2 1 }}{{ lt \"a\" \"b\" }}", "truefalsetruetrue"},
      {"{{ range $k, $v := $labels }}{{ $k }}={{ $v }},{{ end }}", "__name__=m,a=q,"},
      {R"({{ range query "many" }}{{ .Labels.a }}={{ .Value }};{{ end }})", "z=2;b=1;"},
      {R"({{ range $i, $s := sortByLabel "a" (query "many") }}{{ $i }}{{ $s.Labels.a }}{{ end }})",
       "0b1z"},
      {R"({{ range query "none" }}x{{ else }}nothing{{ end }})", "nothing"},
      {R"({{ with query "none" }}yes{{ else }}no{{ end }})", "no"},
      {R"({{ with query "m" }}{{ . | first | value | humanize }}{{ end }})", "1.235M"},
      {R"({{ (query "m" | first).Value }} {{ query "m" | first | label "a" }})", "1.2345675e+06 q"},
      {"{{ $x := 5 }}{{ $x }}{{ if true }}{{ $x = 6 }}{{ $x := 7 }}{{ $x }}{{ end }}{{ $x }}",
       "576"},
  });
}

TEST_CASE("comments are left out and marks trim white space", "[unit][rules][template]") {
  check_all({
      {"a {{- 1 -}} b", "a1b"},
      {"a {{/* no */}} b", "a  b"},
      {"a \n{{- /* no */ -}}\n b", "ab"},
      {"{{ 1\n}}{{ `a\"b` }}", "1a\"b"},
  });
}

TEST_CASE("what cannot be rendered is said in the text as Prometheus says it",
          "[unit][rules][template]") {
  check_all({
      {"{{ toUpper $value }}",
       failed("1:123", "<$value>: wrong type for value; expected string; got float64")},
      {"{{ humanize \"abc\" }}",
       failed("1:115",
              "<humanize \"abc\">: error calling humanize: strconv.ParseFloat: parsing \"abc\": "
              "invalid syntax")},
      {"{{ if gt $value 5 }}x{{ end }}",
       failed("1:118", "<gt $value 5>: error calling gt: incompatible types for comparison")},
      {"{{ $labels.a.b }}",
       failed("1:122", "<$labels.a.b>: can't evaluate field b in type string")},
      {"{{ .Nope }}",
       failed("1:115",
              "<.Nope>: can't evaluate field Nope in type struct { Labels map[string]string; "
              "ExternalLabels map[string]string; ExternalURL string; Value float64 }")},
      {"x\n{{ humanize true }}",
       failed("2:3", "<humanize true>: error calling humanize: can't convert bool to float")},
      {R"({{ query "none" | first }})",
       failed("1:130", "<first>: error calling first: first() called on vector with no elements")},
      {R"({{ match "[a" "x" }})",
       failed("1:115",
              R"(<match "[a" "x">: error calling match: error parsing regexp: )"
              "missing closing ]: `[a`")},
      {R"({{ reReplaceAll "[a" "x" "y" }})",
       failed("1:115",
              R"(<reReplaceAll "[a" "x" "y">: error calling reReplaceAll: )"
              "regexp: Compile(`[a`): error parsing regexp: missing closing ]: `[a`")},
      {"{{ humanize 1 2 }}",
       failed("1:115", "<humanize>: wrong number of args for humanize: want 1 got 2")},
      {R"({{ query "broken" }})",
       failed("1:115", R"(<query "broken">: error calling query: 1:4: parse error: no)")},
      {"{{ toUpper 5 }}", failed("1:123", "<5>: expected string; found 5")},
      {R"({{ query "m" | value }})",
       failed("1:127",
              "<value>: wrong type for value; expected *template.sample; got "
              "template.queryResult")},
      {"{{ lt \"a\" 1 }}",
       failed("1:115", "<lt \"a\" 1>: error calling lt: incompatible types for comparison")},
      {"{{ ($labels.a).b }}",
       failed("1:123", "<$labels.a>: can't evaluate field b in type string")},
      {"{{ 1 2 }}", failed("1:115", "<1>: can't give argument to non-function 1")},
      {"{{ $labels.a 1 }}", failed("1:122", "<$labels.a>: a is not a method but has arguments")},
      {"{{ range 5 }}{{ end }}", failed("1:121", "<5>: range can't iterate over 5")},
      {"{{ nil }}", failed("1:115", "<nil>: nil is not a command")},
      {R"({{ index (query "m") 5 }})",
       failed("1:115", R"(<index (query "m") 5>: error calling index: index out of range: 5)")},
      {"{{ $y = 5 }}", failed("1:120", "<5>: undefined variable: $y")},
      {"{{ and }}", failed("1:115", "<and>: wrong number of args for and: want at least 1 got 0")},
      {"{{ toUpper nil }}", failed("1:123", "<nil>: cannot assign nil to string")},
      {"{{ 5 | toUpper }}",
       failed("1:119", "<toUpper>: wrong type for value; expected string; got int")},
  });
}

TEST_CASE("a template that Go refuses is a mistake in Go's words", "[unit][rules][template]") {
  check_all({
      {"{{ $value", "mistake: unclosed action"},
      {"{{ $lable.a }}", "mistake: undefined variable \"$lable\""},
      {"{{ humanise $value }}",
       "mistake: function \"humanise\" not defined; did you mean \"humanize\"?"},
      {"{{ if true }}", "mistake: unexpected EOF"},
      {"{{ end }}", "mistake: unexpected {{end}}"},
      {"{{ if true }}{{ else }}{{ else }}{{ end }}", "mistake: expected end; found {{else}}"},
      {"{{}}", "mistake: missing value for command"},
      {"{{ if }}{{ end }}", "mistake: missing value for if"},
      {"{{ ( }}", "mistake: unclosed left paren"},
      {"{{ \"a }}", "mistake: unterminated quoted string"},
      {"{{ $labels.a# }}", "mistake: bad character U+0023 '#'"},
      {"{{ $value | 5 }}", "mistake: non executable command in pipeline stage 2"},
      {"{{/* a }}", "mistake: unclosed comment"},
      {"{{ ) }}", "mistake: unexpected \")\" in command"},
      {"{{ $value } }", "mistake: unexpected \"}\" in operand"},
      {"{{ \"x\".a }}", "mistake: unexpected . after term \"\\\"x\\\"\""},
      {"{{ range $a, 5 }}{{ end }}", "mistake: range can only initialize variables"},
      {"{{ if true }}{{ else with }}{{ end }}", "mistake: unexpected <with> in else"},
      {"{{ 1x }}", "mistake: bad number syntax: \"1x\""},
      {"{{ $a, $b := 1 }}", "mistake: too many declarations in command"},
      {"{{ template \"x\" }}", "mistake: {{template}} is not supported in a rule's templates"},
  });
}

TEST_CASE("a mistake in a template has a place", "[unit][rules][template]") {
  const std::string_view text = "one\ntwo {{ $lable }}";
  const auto place = mistake_place(text, Template::parse(text).error());

  CHECK(place.line == 2);
  CHECK(place.column == 8);
}
