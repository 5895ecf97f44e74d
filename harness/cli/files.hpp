#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"

namespace firedrill::cli {

/// The scenario files that the paths of a command line mean: a directory stands for the *.json in
/// it (schemas not), by name. Error: a path that does not exist, or a directory without scenarios.
Result<std::vector<std::string>> scenario_files(const std::vector<std::string>& paths);

/// The whole file. Error: it cannot be read, or is larger than `limit` bytes.
Result<std::string> read_file(const std::string& path, std::size_t limit);

/// A file being written, line by line, each line one write. The first failure is kept, and nothing
/// more is written after it.
class OutputFile {
 public:
  /// Makes the directories above it and empties the file.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);

  /// "" if all is well, else what went wrong, with the path: a full disk, say.
  const std::string& error() const { return error_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::string error_;
};

/// Puts a file there whole or not at all: who reads it while it is written, or after a run that was
/// killed, sees the old one. Returns what went wrong, or "".
std::string write_whole_file(const std::string& path, std::string_view text);

}  // namespace firedrill::cli
