#include "harness/text/source_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

using firedrill::read_source_file;

namespace {

/// A file that goes when the test ends.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  ~TemporaryFile() { std::filesystem::remove(path_); }

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("a file is read byte for byte", "[unit][text]") {
  const std::string bytes("{\r\n\0\xFF}", 6);
  const TemporaryFile file("firedrill_source_file_bytes.json", bytes);

  const auto source = read_source_file(file.path());

  REQUIRE(source);
  CHECK(source->bytes() == bytes);
  CHECK(source->file() == file.path());
}

TEST_CASE("a file over the limit is refused with the limit in words", "[unit][text]") {
  const TemporaryFile file("firedrill_source_file_large.json", "{}");
  std::filesystem::resize_file(file.path(), 100 * 1024 * 1024);  // sparse

  const auto source = read_source_file(file.path());

  REQUIRE_FALSE(source);
  CHECK(source.error().message.find("larger than the limit of 16384 KiB") != std::string::npos);
}

TEST_CASE("an endless device is given up at the limit", "[unit][text]") {
  const auto source = read_source_file("/dev/zero", 1024);

  REQUIRE_FALSE(source);
  CHECK(source.error().message.find("larger than the limit of 1 KiB") != std::string::npos);
}

TEST_CASE("what cannot be read says why", "[unit][text]") {
  const auto missing = read_source_file("no/such/file.json");
  const auto directory = read_source_file("/tmp");

  REQUIRE_FALSE(missing);
  CHECK(missing.error().message == R"(cannot read "no/such/file.json": No such file or directory)");
  REQUIRE_FALSE(directory);
  CHECK(directory.error().message == R"(cannot read "/tmp": it is a directory)");
}
