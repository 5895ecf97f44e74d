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

TEST_CASE("a file of the limit is read, one byte more is not", "[unit][text]") {
  const TemporaryFile full("firedrill_source_file_full.json", std::string(2048, 'x'));
  const TemporaryFile over("firedrill_source_file_over.json", std::string(2049, 'x'));
  const TemporaryFile empty("firedrill_source_file_empty.json", "");

  CHECK(read_source_file(full.path(), 2048)->bytes().size() == 2048);
  CHECK_FALSE(read_source_file(over.path(), 2048));
  CHECK(read_source_file(empty.path(), 0)->bytes().empty());
}

TEST_CASE("a file that tells no size is read to its end", "[unit][text]") {
  const auto source = read_source_file("/proc/self/status");

  REQUIRE(source);
  CHECK(source->bytes().find("VmRSS") != std::string::npos);
  CHECK_FALSE(read_source_file("/proc/self/status", 10));
}

TEST_CASE("a link to itself and a file taken for a folder say so", "[unit][text]") {
  const TemporaryFile file("firedrill_source_file_plain.json", "{}");
  const std::string loop = file.path() + ".loop";
  std::filesystem::create_symlink(loop, loop);

  CHECK(read_source_file(loop).error().message ==
        "cannot read \"" + loop + "\": Too many levels of symbolic links");
  CHECK(read_source_file(file.path() + "/x").error().message ==
        "cannot read \"" + file.path() + "/x\": Not a directory");
  std::filesystem::remove(loop);
}
