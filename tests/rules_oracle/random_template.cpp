#include "tests/rules_oracle/random_template.hpp"

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

namespace firedrill::oracle {
namespace {

class TemplateMaker {
 public:
  explicit TemplateMaker(Rng& rng) : rng_(rng) {}

  std::string text(int depth) {
    std::string out;
    for (std::uint64_t parts = 1 + rng_.below(3); parts > 0; --parts) {
      out += part(depth);
    }
    return out;
  }

 private:
  bool once_in(std::uint64_t times) { return rng_.below(times) == 0; }

  std::string pick(std::initializer_list<std::string_view> choices) {
    return std::string(
        *(choices.begin() + static_cast<std::ptrdiff_t>(rng_.below(choices.size()))));
  }

  std::string part(int depth) {
    if (depth > 0 && once_in(3)) {
      return control(depth - 1);
    }
    if (once_in(3)) {
      return pick({" plain ", "\n", "  ", "100% }} ", "é", "a"});
    }
    if (once_in(12)) {
      return pick({"{{/* no */}}", "{{- /* no */ -}}"});
    }
    return open() + pipeline(2) + close();
  }

  std::string open() { return once_in(5) ? "{{- " : pick({"{{ ", "{{"}); }

  std::string close() { return once_in(5) ? " -}}" : pick({" }}", "}}"}); }

  std::string control(int depth) {
    const std::string body = text(depth);
    const std::string otherwise = once_in(2) ? "" : open() + "else" + close() + text(depth);
    const std::string end = open() + "end" + close();
    switch (rng_.below(6)) {
      case 0:
        return open() + "with " + pipeline(1) + close() + "{{ . }}" + body + otherwise + end;
      case 1:
        return open() + "range $k, $v := $labels" + close() + "{{ $k }}:{{ $v }}" + body +
               otherwise + end;
      case 2:
        return open() + "range " + samples() + close() + "{{ .Labels.a }}={{ .Value }}" + body +
               otherwise + end;
      case 3:
        return open() + "$x := " + pipeline(1) + close() + "{{ $x }}" + open() + "if $x" + close() +
               "{{ $x = 1 }}" + end + "{{ $x }}";
      case 4:
        return open() + "if " + condition() + close() + body + open() + "else if " + condition() +
               close() + "second" + otherwise + end;
      default:
        return open() + "if " + condition() + close() + body + otherwise + end;
    }
  }

  std::string condition() {
    const std::string comparison = pick({"eq", "ne", "lt", "le", "gt", "ge"});
    switch (rng_.below(5)) {
      case 0:
        return fmt::format("{} $value {}", comparison, pick({"1.0", "2.5", "0.0", "1", "1e3"}));
      case 1:
        return fmt::format("{} $labels.a {}", comparison, pick({"\"x\"", "\"y\"", "`z`", "1"}));
      case 2:
        return fmt::format("{} ({}) ({})", pick({"and", "or"}), condition(), condition());
      case 3:
        return fmt::format("not ({})", condition());
      default:
        return pipeline(1);
    }
  }

  std::string samples() {
    return pick({"(sortByLabel \"a\" (query \"min by (a) (r)\"))",
                 "(query \"none\")",
                 "query \"sum(m)\"",
                 "(sortByLabel \"a\" (query \"max by (a) (m)\"))"});
  }

  std::string pipeline(int depth) {
    std::string out = command(depth);
    while (once_in(3)) {
      out += " | " + function();
    }
    return out;
  }

  std::string command(int depth) {
    switch (rng_.below(5)) {
      case 0:
        return function() + ' ' + operand(depth);
      case 1:
        return R"(printf )" + format() + ' ' + operand(depth);
      case 2:
        return call(depth);
      default:
        return operand(depth);
    }
  }

  std::string call(int depth) {
    switch (rng_.below(8)) {
      case 0:
        return fmt::format("reReplaceAll {} {} {}",
                           pick({R"("(.)$")", R"("[a-y]")", R"("x*")", R"("b|\\d+")", R"("(")"}),
                           pick({R"("<$1>")", R"("")", R"("$0$0")", R"("${1}-$$")"}),
                           string());
      case 1:
        return fmt::format("match {} {}", pick({R"("^x")", R"("b$")", R"("\\d")"}), string());
      case 2:
        return samples() + " | first | value";
      case 3:
        return samples() + " | first | label " + string();
      case 4:
        return fmt::format("index $labels {}", string());
      case 5:
        return fmt::format("print {} {}", operand(depth), operand(depth));
      case 6:
        return fmt::format("len {}", operand(depth));
      default:
        return "query " + pick({"\"sum(m)\"", "\"m +\"", "\"1\"", "\"count(r) / 0\""}) +
               " | first | value";
    }
  }

  std::string function() {
    return pick({"humanize",
                 "humanize1024",
                 "humanizeDuration",
                 "humanizePercentage",
                 "humanizeTimestamp",
                 "title",
                 "toUpper",
                 "toLower",
                 "stripPort",
                 "stripDomain",
                 "parseDuration",
                 "print",
                 "println",
                 "len",
                 "not",
                 "urlquery",
                 "graphLink",
                 "tableLink"});
  }

  std::string format() {
    return pick({R"("%v")",
                 R"("%s")",
                 R"("%d")",
                 R"("%.2f")",
                 R"("%8.3f|")",
                 R"("%-6v|")",
                 R"("%06d")",
                 R"("%+.1e")",
                 R"("%g%%")",
                 R"("%.3g")",
                 R"("%q")",
                 R"("%t")",
                 R"("%5s|%s")",
                 R"("none")"});
  }

  std::string string() {
    return pick({R"("a")",
                 R"("b")",
                 R"("nope")",
                 R"("web.example.com:8080")",
                 R"("[::1]:80")",
                 R"("hello wOrld-x_y 12")",
                 R"("1h30m")",
                 R"("12.5")",
                 "`x y`",
                 "$labels.a",
                 "$labels.nope",
                 "$externalURL"});
  }

  std::string operand(int depth) {
    if (depth > 0 && once_in(5)) {
      return '(' + pipeline(depth - 1) + ')';
    }
    switch (rng_.below(6)) {
      case 0:
        return string();
      case 1:
        return pick({"0",
                     "1",
                     "-3",
                     "1234567",
                     "0.5",
                     "1e9",
                     "3661",
                     "0.00012",
                     "1.5e-7",
                     "0x1F",
                     "'a'",
                     "true",
                     "nil"});
      case 2:
        return pick({".Labels.b",
                     "$labels.b",
                     "$externalLabels.region",
                     ".ExternalURL",
                     "$labels",
                     ".Nope",
                     "$value.x",
                     "$labels.a.b"});
      default:
        return pick({"$value", ".Value", "$labels.a", ".Labels.a"});
    }
  }

  Rng& rng_;
};

}  // namespace

std::string random_template(Rng& rng) {
  return TemplateMaker(rng).text(2);
}

std::string damaged_template(Rng& rng) {
  std::string text = random_template(rng);
  constexpr std::string_view marks = "{}()|\"$.:= -#";
  const std::size_t at = rng.below(text.size() + 1);
  const char mark = marks[rng.below(marks.size())];
  if (rng.below(2) == 0 && at < text.size()) {
    text.erase(at, 1);
  } else {
    text.insert(at, 1, mark);
  }
  return text;
}

}  // namespace firedrill::oracle
