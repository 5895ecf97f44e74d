#include "harness/rules/field_readers.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/yaml_parse.hpp"

using firedrill::Diagnostics;
using firedrill::Duration;
using firedrill::Json;
using firedrill::SourceText;
using namespace firedrill::rules;
using namespace std::chrono_literals;

namespace {

/// What a reader makes of a YAML value, and the first mistake that it reports.
template <class Read>
auto read_with(Read read, const std::string& yaml, std::string& mistake) {
  const SourceText source("a.yml", yaml);
  Diagnostics diagnostics(source);
  const std::vector<Json> documents = *firedrill::parse_yaml(diagnostics);
  auto value = read(documents.front(), "key", diagnostics);
  mistake = diagnostics.empty() ? "" : diagnostics.all().front().message;
  return value;
}

std::optional<Duration> duration_of(const std::string& yaml) {
  std::string mistake;
  return read_with(read_duration_text, yaml, mistake);
}

}  // namespace

TEST_CASE("a duration of Prometheus' files may be zero", "[unit][rules]") {
  CHECK(duration_of("5m") == 5min);
  CHECK(duration_of("1h30m") == 90min);
  CHECK(duration_of("1d") == 24h);
  for (const char* zero : {"0", "0s", "0m0s", "0h", "0ms"}) {
    CAPTURE(zero);
    CHECK(duration_of(zero) == Duration{});
  }
  for (const char* wrong : {"5", "1.5m", "-1m", "soon", "0x", "1m1h", "''"}) {
    CAPTURE(wrong);
    CHECK_FALSE(duration_of(wrong));
  }
}

TEST_CASE("scalars are texts as they are written", "[unit][rules]") {
  std::string mistake;
  CHECK(read_with(read_text, "1e3", mistake) == "1e3");
  CHECK(read_with(read_text, "true", mistake) == "true");
  CHECK_FALSE(read_with(read_text, "~", mistake));
  CHECK(mistake.empty());
  CHECK_FALSE(read_with(read_text, "[a]", mistake));
  CHECK(mistake == "\"key\" must be a text, found an array");
}

TEST_CASE("texts are sorted by name and may be empty", "[unit][rules]") {
  std::string mistake;
  CHECK(read_with(read_texts, "{b: 2, a: ''}", mistake) == Texts{{"a", ""}, {"b", "2"}});
  CHECK_FALSE(read_with(read_texts, "5", mistake));
  CHECK(mistake == "\"key\" must be a mapping of names to texts, found the number 5");
}

TEST_CASE("a mistake in an expression is reported in Prometheus' words", "[unit][rules]") {
  std::string mistake;
  CHECK(read_with(read_expression, "up > 0", mistake)->to_string() == "up > 0");
  CHECK_FALSE(read_with(read_expression, "rate(up)", mistake));
  CHECK(mistake.find("could not parse expression: expected type range vector") == 0);
}
