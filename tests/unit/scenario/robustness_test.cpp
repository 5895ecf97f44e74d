#include <string>

#include "tests/support/sanitized.hpp"
#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

std::string seed_text() {
  const Result<SourceText> text =
      read_scenario_file(FIREDRILL_ROOT "/scenarios/auth-upgrade-2023-11-09.json");
  REQUIRE(text.has_value());
  return std::string(text->bytes());
}

/// Loads a text that need not be right; what matters is that there is an answer.
bool is_refused(std::string text) {
  const LoadResult result = load_scenario(SourceText("test.json", std::move(text)));
  CHECK(result.scenario.has_value() != result.diagnostics.has_errors());
  return !result.scenario.has_value();
}

}  // namespace

TEST_CASE("a file cut short at any byte is refused", "[unit][scenario]") {
  const std::string text = seed_text();
  const std::size_t end = text.find_last_of('}');

  std::size_t accepted = 0;
  for (std::size_t length = 0; length <= end; ++length) {
    accepted += is_refused(text.substr(0, length)) ? 0U : 1U;
  }
  CHECK(accepted == 0);
}

TEST_CASE("no change of one byte makes the loader stumble", "[unit][scenario]") {
  const std::string text = seed_text();

  std::size_t refused = 0;
  for (std::size_t at = 0; at < text.size(); at += slower) {
    std::string changed = text;
    changed[at] = "\"{}[]:,0x\xff"[at % 10];
    refused += is_refused(std::move(changed)) ? 1U : 0U;
  }
  CHECK(refused > text.size() / slower / 2);
}

TEST_CASE("deep nesting is refused", "[unit][scenario]") {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  CHECK(mistakes_in(deep).find("nested deeper than 64 levels") != std::string::npos);

  std::string steps = R"({"do": "note", "text": "x"})";
  for (int i = 0; i < 5000; ++i) {
    steps = R"({"steps": [)" + steps + "]}";
  }
  CHECK(mistakes({.script = "[" + steps + "]"}).find("nested deeper") != std::string::npos);
}

TEST_CASE("a file of a hundred megabytes is refused", "[unit][scenario]") {
  CHECK(mistakes_in(std::string(100'000'000, ' ')).find("larger than the limit") !=
        std::string::npos);
}

TEST_CASE("bytes that are not UTF-8 are refused at their place", "[unit][scenario]") {
  CHECK(mistakes_in("{\n \"name\": \"\xff\"}") == "2:11 the byte 0xff is not UTF-8\n");
}

TEST_CASE("a long chain of calls or contracts does not exhaust the stack", "[unit][scenario]") {
  std::string services = R"({"web": {"calls": [{"service": "s0"}]})";
  std::string contracts = R"("c0": {})";
  for (int i = 0; i < 1990; ++i) {
    services += fmt::format(R"(, "s{}": {{"calls": [{{"service": "s{}"}}]}})", i, i + 1);
  }
  for (int i = 1; i < 1000; ++i) {
    contracts = fmt::format(R"("c{}": {{"extends": "c{}"}}, )", i, i - 1) + contracts;
  }

  const Scenario scenario =
      loaded({.services = services + R"(, "s1990": {"kind": "auth_provider", "contracts": {)" +
                          contracts + "}}}"});
  CHECK(scenario.services.front().name == "s1990");
  CHECK(scenario.services.back().name == "web");
}

TEST_CASE("lists and objects beyond their limits are refused", "[unit][scenario]") {
  std::string many;
  for (int i = 0; i <= 1000; ++i) {
    many += "1,";
  }
  many.back() = ']';

  CHECK(mistakes({.script = R"([{"do": )" + ("[" + many) + "}]"}) ==
        "3:2020 \"do\" has 1001 entries, the limit is 1000\n");
}

TEST_CASE("ten thousand names that do not exist are refused in good time", "[unit][scenario]") {
  std::string steps = "[";
  for (int i = 0; i < 10'000; ++i) {
    steps += fmt::format(R"({{"id": "step-{}", "on": "recovered", "of": "stop-{}", "do": "note",
      "text": "x"}},)",
                         i,
                         i);
  }
  steps.back() = ']';

  CHECK(load({.script = steps}).diagnostics.errors() == 10'000);
}

TEST_CASE("a file with very many mistakes stays readable", "[unit][scenario]") {
  std::string members;
  for (int i = 0; i < 999; ++i) {
    members += "\"x" + std::to_string(i) + "\": 1, ";
  }

  const LoadResult result = load_scenario(SourceText("test.json", "{" + members + "\"y\": 1}"));
  CHECK(result.diagnostics.errors() == 1006);
  CHECK(result.diagnostics.all().size() == Diagnostics::limit);
}

}  // namespace firedrill::tests
