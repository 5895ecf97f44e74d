#include <filesystem>
#include <iostream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "harness/cli/commands.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace firedrill::cli;
using Catch::Matchers::Contains;
using firedrill::tests::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

struct Said {
  int code = 0;
  std::string out;
  std::string err;
};

/// What `firedrill list` says and returns.
Said listed(const ListCommand& command) {
  std::ostringstream out;
  std::ostringstream err;
  std::streambuf* const usual_out = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const usual_err = std::cerr.rdbuf(err.rdbuf());
  const int code = list(command, {});
  std::cout.rdbuf(usual_out);
  std::cerr.rdbuf(usual_err);
  return {.code = code, .out = out.str(), .err = err.str()};
}

/// Stands in the folder while it lives.
class Inside {
 public:
  explicit Inside(const TemporaryFolder& folder) : usual_(fs::current_path()) {
    fs::current_path(folder.path());
  }

  ~Inside() { fs::current_path(usual_); }

  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  fs::path usual_;
};

std::string scenario_titled(const std::string& title) {
  return R"({"firedrill": 1, "name": "one", "title": ")" + title + R"(",
    "services": {"shop": {}}, "traffic": [{"name": "a", "to": "shop", "rate": "1/s"}],
    "script": [], "targets": {"pages": {"at_most": 0}}})";
}

}  // namespace

TEST_CASE("scenarios are listed from the directory that is named", "[unit][cli]") {
  const TemporaryFolder folder;
  const Inside here(folder);
  folder.put("drills/one.json", scenario_titled("A drill"));

  const Said said = listed({.what = "scenarios", .paths = {"drills"}});

  CHECK(said.code == all_met);
  CHECK(said.out == "one  A drill  drills/one.json\n");
}

TEST_CASE("where no scenarios lie, the list says how to name them", "[unit][cli]") {
  const TemporaryFolder folder;
  const Inside here(folder);

  const Said said = listed({.what = "scenarios"});

  CHECK(said.code == invalid);
  CHECK(said.out.empty());
  CHECK_THAT(said.err,
             Contains("there is no directory \"scenarios\" here") &&
                 Contains("firedrill list scenarios DIRECTORY"));
}

TEST_CASE("a title becomes neither markup nor a control sequence of a list", "[unit][cli]") {
  const TemporaryFolder folder;
  const Inside here(folder);
  folder.put("scenarios/one.json", scenario_titled("\\u001b[2J<b> | `x`"));

  CHECK(listed({.what = "scenarios"}).out == "one  \\x1b[2J<b> | `x`  scenarios/one.json\n");
  CHECK_THAT(listed({.what = "scenarios", .markdown = true}).out,
             Contains("| `one` | &lt;b> \\| \\`x\\` | scenarios/one.json |\n"));
}

TEST_CASE("the program's own words stand in a Markdown list as they are written", "[unit][cli]") {
  const std::string events = listed({.what = "events", .markdown = true}).out;

  CHECK_THAT(events,
             Contains("| `alert_pending` | an alert's condition holds, its `for` runs |\n"));
}
