#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/scenario/load.hpp"

namespace firedrill::tests {

/// The parts of a small scenario that is right; a test replaces the one it is about. Line 1 of the
/// text holds the services, 2 the traffic, 3 the script, 4 the targets, 5 everything else.
struct Parts {
  std::string services =
      R"({"web": {"replicas": 4, "version": "1", "versions": {"1": {}, "2": {}}}})";
  std::string traffic = R"([{"name": "users", "to": "web", "rate": "10/s"}])";
  std::string script = "[]";
  std::string targets = R"({"recover": "5m"})";
  std::string more = {};  ///< further members, such as "\"lasts\": \"1h\""

  std::string text() const {
    return fmt::format(
        "{{\"services\": {},\n\"traffic\": {},\n\"script\": {},\n\"targets\": {},\n{}{}"
        "\"firedrill\": 1, \"name\": \"test\"}}",
        services,
        traffic,
        script,
        targets,
        more,
        more.empty() ? "" : ", ");
  }
};

inline LoadResult load(const Parts& parts) {
  return load_scenario(SourceText("test.json", parts.text()));
}

/// All that is wrong with a text, a line each: "line:column message".
inline std::string mistakes_in(std::string text) {
  const LoadResult result = load_scenario(SourceText("test.json", std::move(text)));
  std::string lines;
  for (const Diagnostic& each : result.diagnostics.all()) {
    const Position at = result.source->at(each.span.begin);
    lines += fmt::format("{}:{} {}\n", at.line, at.column, each.message);
  }
  CHECK(lines.empty() == result.scenario.has_value());
  return lines;
}

inline std::string mistakes(const Parts& parts) {
  return mistakes_in(parts.text());
}

/// The scenario of parts that must be right.
inline Scenario loaded(const Parts& parts) {
  LoadResult result = load(parts);
  INFO(render(result.diagnostics));
  REQUIRE(result.scenario.has_value());
  return *std::move(result.scenario);
}

/// The service of this name, which must be there.
inline const Service& service(const Scenario& scenario, std::string_view name) {
  for (const Service& each : scenario.services) {
    if (each.name == name) {
      return each;
    }
  }
  FAIL("no service " << name);
  return scenario.services.front();
}

}  // namespace firedrill::tests
