#include "harness/cli/files.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using firedrill::tests::TemporaryFolder;
using namespace firedrill::cli;

namespace fs = std::filesystem;

TEST_CASE("a path that is no folder stands for itself, also if nothing is there", "[unit][cli]") {
  const auto files = scenario_files({"b.json", "no/such/file", "a.json"});

  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{"b.json", "no/such/file", "a.json"});
}

TEST_CASE("a folder stands for the scenarios in it, by name", "[unit][cli]") {
  const TemporaryFolder folder;
  for (const char* name : {"b.json", "a.json", "x.schema.json", "README.md", "below/c.json"}) {
    folder.put(name, "{}");
  }
  fs::create_symlink("a.json", folder / "link.json");

  const auto files = scenario_files({folder.path(), "z.json"});

  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{
                      folder / "a.json", folder / "b.json", folder / "link.json", "z.json"});
}

TEST_CASE("a link that leads nowhere, or to itself, is no scenario", "[unit][cli]") {
  const TemporaryFolder folder;
  folder.put("a.json", "{}");
  fs::create_symlink("loop.json", folder / "loop.json");
  fs::create_symlink("gone.json", folder / "dangling.json");

  const auto files = scenario_files({folder.path()});

  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{folder / "a.json"});
}

TEST_CASE("a folder without scenarios is refused", "[unit][cli]") {
  const TemporaryFolder folder;
  folder.put("notes.txt", "");

  const auto files = scenario_files({folder.path()});

  REQUIRE_FALSE(files);
  CHECK(files.error().message == "no scenario (*.json) in " + folder.path());
}

TEST_CASE("a file is read whole up to its limit, of whatever bytes it is", "[unit][cli]") {
  const TemporaryFolder folder;
  const std::string bytes = std::string(200'000, 'x') + std::string("\0\xFF\r\n", 4);
  const std::string path = folder.put("file", bytes);

  CHECK(*read_file(path, bytes.size()) == bytes);
  CHECK(read_file(folder.put("empty", ""), 0)->empty());
  const auto refused = read_file(path, bytes.size() - 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == path + " is larger than 200003 bytes");
}

TEST_CASE("what cannot be read is refused with the system's reason", "[unit][cli]") {
  const TemporaryFolder folder;

  CHECK(read_file(folder / "none", 10).error().message ==
        "cannot read " + (folder / "none") + ": No such file or directory");
  CHECK(read_file(folder.path(), 10).error().message ==
        "cannot read " + folder.path() + ": Is a directory");
}

TEST_CASE("a file being written has each line at once, in new folders", "[unit][cli]") {
  const TemporaryFolder folder;
  OutputFile file(folder / "a/new/journal.jsonl");

  file.write("one\n");
  CHECK(folder.get("a/new/journal.jsonl") == "one\n");
  file.write("two\n");

  CHECK(folder.get("a/new/journal.jsonl") == "one\ntwo\n");
  CHECK(file.error().empty());
}

TEST_CASE("a file that is there already begins anew", "[unit][cli]") {
  const TemporaryFolder folder;
  OutputFile(folder.put("file", "a long old text")).write("new");

  CHECK(folder.get("file") == "new");
}

TEST_CASE("the first failure is kept, and nothing is written after it", "[unit][cli]") {
  OutputFile full("/dev/full");
  CHECK(full.error().empty());

  full.write("line");
  const std::string first = full.error();
  full.write("line");

  CHECK(first == "cannot write /dev/full: No space left on device");
  CHECK(full.error() == first);
}

TEST_CASE("a folder that cannot be made is the failure, not the file in it", "[unit][cli]") {
  const TemporaryFolder folder;
  folder.put("taken", "");

  OutputFile file(folder / "taken/below/x");
  file.write("line");

  CHECK(file.error() ==
        "cannot make the directory " + (folder / "taken/below") + ": Not a directory");
}

TEST_CASE("a whole file takes the place of the old one", "[unit][cli]") {
  const TemporaryFolder folder;

  CHECK(write_whole_file(folder / "report", "old").empty());
  CHECK(write_whole_file(folder / "report", "").empty());
  CHECK(folder.get("report").empty());
  CHECK(write_whole_file(folder / "report", "new").empty());

  CHECK(folder.get("report") == "new");
  CHECK(folder.names() == std::vector<std::string>{"report"});
}

TEST_CASE("a whole file that cannot be written leaves the old one and nothing else",
          "[unit][cli]") {
  const TemporaryFolder folder;
  folder.put("busy/inside", "kept");

  const std::string error = write_whole_file(folder / "busy", "text");

  CHECK(error == "cannot write " + (folder / "busy") + ": Is a directory");
  CHECK(folder.names() == std::vector<std::string>{"busy"});
  CHECK(folder.get("busy/inside") == "kept");
}

TEST_CASE("whoever has the old file open goes on reading it", "[unit][cli]") {
  const TemporaryFolder folder;
  folder.put("report", "old");
  std::ifstream reader(folder / "report");

  REQUIRE(write_whole_file(folder / "report", "new and longer").empty());

  std::string seen;
  std::getline(reader, seen);
  CHECK(seen == "old");
}
