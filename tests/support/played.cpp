#include "tests/support/played.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/cli/load_alert_routing.hpp"
#include "harness/cli/play.hpp"
#include "harness/scenario/load.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::tests {
namespace {

Scenario loaded(const std::string& text) {
  LoadResult result = load_scenario(SourceText(FIREDRILL_ROOT "/scenarios/test.json", text));
  if (result.scenario) {
    CHECK(cli::load_alert_routing(*result.scenario, result.diagnostics, {}).empty());
  }
  INFO(render(result.diagnostics));
  REQUIRE(result.scenario.has_value());
  return *std::move(result.scenario);
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(std::string(FIREDRILL_ROOT) + "/" + path, std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  INFO(from);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(from, at + 1) == std::string::npos);
  return text.replace(at, from.size(), to);
}

Journal played(const std::string& text, std::uint64_t seed) {
  return cli::play(loaded(text), {.seed = seed});
}

std::string journal_text(const std::string& text, std::uint64_t seed) {
  std::string lines;
  cli::play(loaded(text), {.seed = seed, .on_line = [&](std::string_view line) { lines += line; }});
  return lines;
}

std::vector<double> times(const Journal& journal, EventType type) {
  std::vector<double> result;
  for (const Event& event : journal.events) {
    if (event.type == type) {
      result.push_back(static_cast<double>(event.happened.time_since_epoch().count()) / 1e9);
    }
  }
  return result;
}

int minute(const Journal& journal, EventType type) {
  const std::vector<double> all = times(journal, type);
  return all.empty() ? -1 : static_cast<int>(all.front() / 60 + 0.01);
}

TargetResult target(const Journal& journal, std::string_view name) {
  for (const TargetResult& result : assess(journal).targets) {
    if (result.definition.name == name) {
      return result;
    }
  }
  FAIL("no target " << name);
  return {};
}

}  // namespace firedrill::tests
