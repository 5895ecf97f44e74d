#include "harness/cli/load.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/temporary_folder.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using firedrill::cli::load_all;
using firedrill::tests::TemporaryFolder;

namespace {

std::string small(const std::string& name, const std::string& rate = "1/s") {
  return fmt::format(R"({{"firedrill": 1, "name": "{}", "services": {{"shop": {{}}}},
    "traffic": [{{"name": "shoppers", "to": "shop", "rate": "{}"}}], "script": [],
    "targets": {{"failed_requests": {{"at_most": 0}}}}}})",
                     name,
                     rate);
}

}  // namespace

TEST_CASE("scenarios are loaded in the order of the command line", "[unit][cli]") {
  const TemporaryFolder folder;
  const std::string second = folder.put("second.json", small("b"));
  const std::string first = folder.put("first.json", small("z"));

  const auto all = load_all({second, first}, {});

  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(all->at(0).name == "b");
  CHECK(all->at(0).file == second);
  CHECK(all->at(1).name == "z");
  CHECK(all->at(1).text == small("z"));
}

TEST_CASE("all that is wrong with any file is said in one go", "[unit][cli]") {
  const TemporaryFolder folder;
  const std::string bad = folder.put("bad.json", small("bad", "fast"));
  const std::string worse = folder.put("worse.json", "{");
  const std::string good = folder.put("good.json", small("good"));
  const std::string gone = folder / "gone.json";

  const auto all = load_all({bad, gone, worse, good}, {});

  REQUIRE_FALSE(all);
  const std::string& said = all.error().message;
  CHECK_THAT(said, StartsWith("error: ") && Contains("--> " + bad + ":2:"));
  CHECK_THAT(said, Contains("\nerror: cannot read \"" + gone + "\": No such file or directory\n"));
  CHECK_THAT(said, Contains("--> " + worse + ":1:2"));
  CHECK_THAT(said, !Contains(good));
  CHECK(said.back() == '\n');
}

TEST_CASE("a scenario of which there are warnings only is loaded", "[unit][cli]") {
  const TemporaryFolder folder;
  std::string text = small("a");
  text.insert(text.size() - 1, R"(, "alerts": [{"alert": "A", "expr": "http_request_total > 1"}])");

  const auto all = load_all({folder.put("a.json", text)}, {});

  REQUIRE(all);
  CHECK(all->size() == 1);
}

TEST_CASE("two scenarios of one name are a mistake that names both files", "[unit][cli]") {
  const TemporaryFolder folder;
  const std::string one = folder.put("one.json", small("same"));
  const std::string two = folder.put("two.json", small("same"));

  const auto all = load_all({one, two, folder.put("x.json", small("other"))}, {});

  REQUIRE_FALSE(all);
  CHECK(all.error().message == fmt::format("error: {} and {} are both named \"same\"\n", one, two));
}

TEST_CASE("mistakes have the colour of the stream they go to", "[unit][cli]") {
  const TemporaryFolder folder;
  const std::string bad = folder.put("bad.json", "[]");

  CHECK_THAT(load_all({bad}, {.color_errors = true}).error().message, StartsWith("\x1b["));
  CHECK_THAT(load_all({bad}, {.color = true}).error().message, StartsWith("error: "));
}

TEST_CASE("a folder without scenarios is an error that can be printed", "[unit][cli]") {
  const TemporaryFolder folder;

  const auto all = load_all({folder.path()}, {});

  REQUIRE_FALSE(all);
  CHECK(all.error().message == "error: no scenario (*.json) in " + folder.path() + "\n");
}
