#include "harness/rules/template_parser.hpp"

#include <string>
#include <string_view>
#include <variant>

#include <catch2/catch.hpp>

#include "harness/rules/template.hpp"

using namespace firedrill::rules;

namespace {

/// The only action's pipeline, as Go's messages would show it.
std::string shown(std::string_view text) {
  const auto nodes = parse_template(text, TemplateDialect::prometheus);
  if (!nodes) {
    return "mistake: " + nodes.error().message;
  }
  REQUIRE(nodes->size() == 1);
  if (const auto* branch = std::get_if<Branch>(&nodes->front().data)) {
    return to_string(branch->pipeline);
  }
  return to_string(std::get<Action>(nodes->front().data).pipeline);
}

/// The place of a template's mistake.
std::string place_of(std::string_view text) {
  const auto parsed = Template::parse(text);
  REQUIRE_FALSE(parsed);
  const TemplatePlace place = mistake_place(text, parsed.error());
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

std::string rendered_of(std::string_view text, const TemplateRoot& root) {
  return Template::parse(text)->render("A", root, {});
}

}  // namespace

TEST_CASE("a pipeline is shown in Go's canonical form", "[unit][rules][template]") {
  CHECK(shown("{{$labels.a|toUpper  |printf `x` }}") == "$labels.a | toUpper | printf `x`");
  CHECK(shown("{{ .Labels.a.b }}") == ".Labels.a.b");
  CHECK(shown("{{.}}") == ".");
  CHECK(shown("{{ ( query \"m\" | first ).Value }}") == "(query \"m\" | first).Value");
  CHECK(shown("{{ $x:=1.50 }}") == "$x := 1.50");
  CHECK(shown("{{ $value = nil }}") == "$value = nil");
  CHECK(shown("{{ range $k,$v:=$labels }}{{ end }}") == "$k, $v := $labels");
  CHECK(shown("{{ and true (not false) 'a' }}") == "and true (not false) 'a'");
}

TEST_CASE("control structures keep their branches", "[unit][rules][template]") {
  const auto nodes = parse_template("{{ if true }}a{{ else if false }}b{{ else }}c{{ end }}d",
                                    TemplateDialect::prometheus);
  REQUIRE(nodes);
  REQUIRE(nodes->size() == 2);
  const auto& branch = std::get<Branch>(nodes->front().data);

  CHECK(branch.kind == Branch::Kind::condition);
  CHECK(std::get<PlainText>(branch.body.front().data).text == "a");
  REQUIRE(branch.otherwise.size() == 1);
  const auto& second = std::get<Branch>(branch.otherwise.front().data);
  CHECK(std::get<PlainText>(second.body.front().data).text == "b");
  CHECK(std::get<PlainText>(second.otherwise.front().data).text == "c");
}

TEST_CASE("a variable lives until its control structure ends", "[unit][rules][template]") {
  CHECK(Template::parse("{{ $x := 1 }}{{ if true }}{{ $x }}{{ end }}"));
  CHECK(Template::parse("{{ with $x := 1 }}{{ $x }}{{ end }}"));
  CHECK_FALSE(Template::parse("{{ with $x := 1 }}{{ end }}{{ $x }}"));
  CHECK_FALSE(Template::parse("{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}"));
}

TEST_CASE("the place of a mistake is that of its token", "[unit][rules][template]") {
  CHECK(place_of("{{ nope }}") == "1:4");
  CHECK(place_of("a\n\n  {{ $x }}") == "3:6");
  CHECK(place_of("{{ \"\\q\" }}") == "1:4");
  CHECK(place_of("one {{ if true }} two") == "1:22");
  CHECK(place_of("one {{ if true") == "1:5");
  CHECK(place_of("{{ if true }}{{ else }}{{ else }}{{ end }}") == "1:27");
}

TEST_CASE("nesting ends somewhere", "[unit][rules][template]") {
  const int fits = deepest_template;
  CHECK(Template::parse(repeated("{{if true}}", fits) + repeated("{{end}}", fits)));
  CHECK(Template::parse("{{" + repeated("(", fits) + "1" + repeated(")", fits) + "}}"));
  CHECK_FALSE(Template::parse(repeated("{{if true}}", fits + 1) + repeated("{{end}}", fits + 1)));
  CHECK_FALSE(
      Template::parse("{{" + repeated("(", fits + 1) + "1" + repeated(")", fits + 1) + "}}"));
  CHECK_FALSE(Template::parse("{{if 1}}" + repeated("{{else if 1}}", fits) + "{{end}}"));
}

TEST_CASE("a text without actions is plain", "[unit][rules][template]") {
  CHECK(Template::parse("a } b")->is_plain());
  CHECK_FALSE(Template::parse("{{ $value }}")->is_plain());
  CHECK(Template::parse("{{ query \"m\" | first | value }}")->may_query());
  CHECK_FALSE(Template::parse("query")->may_query());
}

TEST_CASE("the queries of a text are known where they are constants", "[unit][rules][template]") {
  const auto queries =
      Template::parse(
          "{{ query \"a\" | first | value }} {{ with \"b\" | query }}{{ . }}{{ end }}"
          "{{ range (query \"c\") }}{{ printf \"d\" | query }}{{ end }}"
          "{{ query (printf \"e\") }} query f {{ $value }}")
          ->queries();
  CHECK(queries == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a text does not grow without limit", "[unit][rules][template]") {
  TemplateRoot root;
  root.labels = {{"a", std::string(4096, 'x')}};
  const std::string many = repeated("{{ $labels.a }}", 300);

  const std::string text = rendered_of(many, root);

  CHECK(text.find("more than 1048576 bytes of text") != std::string::npos);
  CHECK(rendered_of("{{ $labels.a }}", root).size() == 4096);
}

TEST_CASE("a value does not grow without limit either", "[unit][rules][template]") {
  TemplateRoot root;
  root.labels = {{"a", std::string(4096, 'x')}};
  const std::string doubled =
      "{{ $a := $labels.a }}" + repeated("{{ $a = print $a $a }}", 20) + "{{ len $a }}";

  CHECK(rendered_of(doubled, root).find("more than 1048576 bytes of text") != std::string::npos);
}

TEST_CASE("a template ends after so many steps", "[unit][rules][template]") {
  TemplateRoot root;
  std::vector<firedrill::promql::Labels::Entry> labels;
  for (int i = 0; i < 100; ++i) {
    labels.emplace_back("l" + std::to_string(i), "x");
  }
  root.labels = firedrill::promql::Labels(labels);
  const std::string nested = repeated("{{ range $labels }}", 4) + repeated("{{ end }}", 4);

  CHECK(rendered_of(nested, root).find("more than 100000 steps") != std::string::npos);
}
