// The timelines of all shipped scenarios, event by event. After a change that is meant:
// ./dev approve, and review the difference.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(std::string(FIREDRILL_ROOT) + "/scenarios")) {
    const fs::path path = entry.path();
    if (path.extension() == ".json" && path.stem().extension() != ".schema") {
      names.push_back(path.stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// One line an event: when it was true, what it was, and what caused it.
std::string timeline(const Journal& journal) {
  std::string text;
  for (const Event& event : journal.events) {
    text += fmt::format("{:>4} {:>12.3f}s {:<20} {}{}{}\n",
                        static_cast<std::uint32_t>(event.id),
                        static_cast<double>(event.happened.time_since_epoch().count()) / 1e9,
                        to_string(event.type),
                        event.what,
                        event.outcome.empty() ? "" : " [" + event.outcome + "]",
                        event.cause == EventId::none
                            ? ""
                            : fmt::format(" <- {}", static_cast<std::uint32_t>(event.cause)));
  }
  for (const TargetResult& result : assess(journal).targets) {
    text += fmt::format("target {} {}\n", result.definition.name, to_string(result.status));
  }
  return text + fmt::format("verdict {}\ndigest {} of {} tasks\n",
                            to_string(assess(journal).verdict),
                            journal.footer.digest,
                            journal.footer.tasks);
}

}  // namespace

TEST_CASE("every shipped scenario plays as it was approved", "[scenarios][golden]") {
  const std::string name = GENERATE(from_range(scenario_names()));
  const std::string golden = "tests/scenarios/golden/" + name + ".txt";
  const std::string now = timeline(played(read_file("scenarios/" + name + ".json")));
  if (std::getenv("FIREDRILL_APPROVE") != nullptr) {
    std::ofstream(std::string(FIREDRILL_ROOT) + "/" + golden, std::ios::binary) << now;
    return;
  }

  INFO(name << ": if this change is meant, ./dev approve and review the difference");
  CHECK(now == read_file(golden));
}

TEST_CASE("a scenario is named like its file", "[scenarios]") {
  for (const std::string& name : scenario_names()) {
    CHECK(read_file("scenarios/" + name + ".json").find("\"name\": \"" + name + "\"") !=
          std::string::npos);
  }
}
