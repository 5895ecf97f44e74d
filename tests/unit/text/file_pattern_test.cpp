#include "harness/text/file_pattern.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using firedrill::beside;
using firedrill::files_matching;
using firedrill::fits_pattern;

TEST_CASE("a name fits a pattern as in a shell", "[unit][text][pattern]") {
  for (const auto& [name, pattern] : {std::pair{"a.yml", "a.yml"},
                                      {"a.yml", "*.yml"},
                                      {"a.yml", "*"},
                                      {"a.b.yml", "*.*ml"},
                                      {"abc", "a?c"},
                                      {"abc", "a[a-c]c"},
                                      {"a-c", "a[x-]c"},
                                      {"abc", "a[^x]c"},
                                      {"a]c", "a[]]c"},
                                      {"a*c", "a\\*c"},
                                      {"aXbXc", "a*b*c"},
                                      {"", "*"},
                                      {"", ""}}) {
    CAPTURE(name, pattern);
    CHECK(fits_pattern(name, pattern));
  }
}

TEST_CASE("a name that does not fit is refused", "[unit][text][pattern]") {
  for (const auto& [name, pattern] : {std::pair{"a.yml", "b.yml"},
                                      {"a.yml", "*.yaml"},
                                      {"abc", "a?"},
                                      {"abc", "a[^b]c"},
                                      {"abc", "a[b"},
                                      {"abc", "a\\*c"},
                                      {"abc", ""},
                                      {"", "?"}}) {
    CAPTURE(name, pattern);
    CHECK_FALSE(fits_pattern(name, pattern));
  }
}

TEST_CASE("a pattern finds files of one folder, sorted", "[unit][text][pattern]") {
  const firedrill::tests::TemporaryFolder folder;
  const std::filesystem::path root = folder.path();
  std::filesystem::create_directories(root / "team-a");
  std::filesystem::create_directories(root / "team-b");
  for (const char* name : {"b.yml", "a.yml", "a.txt", "team-a/x.yml", "team-b/x.yml"}) {
    std::ofstream(root / name) << "groups: []\n";
  }
  const auto names = [&](const std::string& pattern) {
    return files_matching(root.string(), pattern);
  };
  using Names = std::vector<std::string>;

  CHECK(names("*.yml") == Names{"a.yml", "b.yml"});
  CHECK(names("team-*/x.yml") == Names{"team-a/x.yml", "team-b/x.yml"});
  CHECK(names("a.yml") == Names{"a.yml"});
  CHECK(names("team-*").empty());  // folders
  CHECK(names("none.yml").empty());
  CHECK(names("none/*.yml").empty());
  CHECK(names("**/x.yml") == Names{"team-a/x.yml", "team-b/x.yml"});
}

TEST_CASE("the folder's own name is no pattern", "[unit][text][pattern]") {
  const firedrill::tests::TemporaryFolder folder;
  const std::filesystem::path root = folder / "drills[1]";
  std::filesystem::create_directories(root);
  std::ofstream(root / "a.yml") << "groups: []\n";

  CHECK(files_matching(root.string(), "*.yml") == std::vector<std::string>{"a.yml"});
}

TEST_CASE("of too many files one more than the limit is found", "[unit][text][pattern]") {
  const firedrill::tests::TemporaryFolder folder;
  for (std::size_t i = 0; i < firedrill::most_matching_files + 3; ++i) {
    std::ofstream(folder / (std::to_string(i) + ".yml")) << "";
  }

  CHECK(files_matching(folder.path(), "*").size() == firedrill::most_matching_files + 1);
}

TEST_CASE("a path stands beside a file", "[unit][text][pattern]") {
  CHECK(beside("drills/one.json", "alerts/*.yml") == "drills/alerts/*.yml");
  CHECK(beside("drills/one.json", "../alerts.yml") == "alerts.yml");
  CHECK(beside("one.json", "alerts.yml") == "alerts.yml");
  CHECK(beside("drills/one.json", "/etc/alerts.yml") == "/etc/alerts.yml");
}
