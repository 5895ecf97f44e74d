#include <algorithm>
#include <string>
#include <utility>

#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

bool tells(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The mistakes when what a later step takes back is done by this action.
std::string taken_back(const std::string& first, const std::string& undo) {
  return mistakes({.script = R"([{"id": "first", )" + first + R"(},
    {"at": "1m", "do": ")" + undo +
                             R"(", "of": "first"}])"});
}

LoadResult expecting_minutes(const std::string& minutes) {
  return load({.more = "\"expected\": {" + minutes + "}"});
}

}  // namespace

TEST_CASE("a misspelt action is one mistake, not also one of the step that takes it back",
          "[unit][scenario]") {
  const std::string deploi =
      taken_back(R"("do": "deploi", "service": "web", "version": "2")", "rollback");
  CHECK(tells(deploi, "\"deploi\""));
  CHECK_FALSE(tells(deploi, "is no deploy"));
  CHECK(std::count(deploi.begin(), deploi.end(), '\n') == 1);

  const std::string injekt =
      taken_back(R"("do": "injekt", "service": "web", "fault": "refuse")", "clear");
  CHECK(tells(injekt, "\"injekt\""));
  CHECK_FALSE(tells(injekt, "is no inject"));
}

TEST_CASE("a known action that cannot be taken back is still a mistake", "[unit][scenario]") {
  CHECK(tells(taken_back(R"("do": "note", "text": "x")", "rollback"),
              "the step \"first\" is no deploy\n"));
  CHECK(tells(taken_back(R"("do": "note", "text": "x")", "clear"),
              "the step \"first\" is no inject or shed_load\n"));
}

TEST_CASE("a step that does nothing itself cannot be taken back", "[unit][scenario]") {
  const std::string group =
      R"("at": "1s", "steps": [{"do": "deploy", "service": "web", "version": "2"}])";
  CHECK(tells(taken_back(group, "rollback"), "the step \"first\" is no deploy\n"));
  CHECK(tells(taken_back(group, "clear"), "the step \"first\" is no inject or shed_load\n"));

  const std::string empty = taken_back(R"("at": "1s")", "rollback");
  CHECK(std::count(empty.begin(), empty.end(), '\n') == 1);
}

TEST_CASE("nobody is expected to acknowledge what is yet to come", "[unit][scenario]") {
  const std::pair<const char*, const char*> cases[] = {
      {"impact", "nobody can acknowledge before clients are hurt"},
      {"detect", "nobody can acknowledge before the failure is detected"},
      {"page", "a page cannot be acknowledged before it is delivered"}};
  for (const auto& [first, reason] : cases) {
    INFO(first);
    const LoadResult result =
        expecting_minutes(fmt::format(R"("{}": "2m", "acknowledge": "1m")", first));
    REQUIRE(result.diagnostics.all().size() == 1);
    const Diagnostic& mistake = result.diagnostics.all().front();
    CHECK(mistake.message == fmt::format(R"("acknowledge" at 1m contradicts "{}" at 2m)", first));
    CHECK(mistake.label == reason);
    CHECK(expecting_minutes(fmt::format(R"("{}": "2m", "acknowledge": "2m")", first))
              .diagnostics.all()
              .empty());
  }
}

TEST_CASE("a minute that contradicts several others is told once", "[unit][scenario]") {
  const LoadResult result =
      expecting_minutes(R"("impact": "2m", "detect": "3m", "page": "4m", "acknowledge": "1m")");

  REQUIRE(result.diagnostics.all().size() == 1);
  CHECK(result.diagnostics.all().front().message ==
        R"("acknowledge" at 1m contradicts "page" at 4m)");
}

}  // namespace firedrill::tests
