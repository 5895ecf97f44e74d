#include "harness/cli/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace firedrill::cli {
namespace {

namespace fs = std::filesystem;

bool is_scenario(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  std::error_code error;  // a link that leads nowhere, or to itself, is no scenario
  return entry.is_regular_file(error) && name.ends_with(".json") && !name.ends_with(".schema.json");
}

Result<std::vector<std::string>> scenarios_in(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_scenario(*entry)) {
      files.push_back(entry->path().string());
    }
  }
  if (error) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("cannot read the directory {}: {}", directory, error.message()),
                 directory};
  }
  if (files.empty()) {
    return Error{
        ErrorCode::invalid_input, fmt::format("no scenario (*.json) in {}", directory), directory};
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<std::string>> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    Result<std::vector<std::string>> found = scenarios_in(path);
    if (!found) {
      return found.error();
    }
    files.insert(files.end(), found->begin(), found->end());
  }
  return files;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  std::error_code error;
  const bool is_directory = fs::is_directory(path, error);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || is_directory) {
    const int reason = is_directory ? EISDIR : errno;
    return Error{ErrorCode::invalid_input,
                 fmt::format("cannot read {}: {}", path, std::strerror(reason)),
                 path};
  }
  std::string text;
  constexpr std::size_t block = 65536;
  while (file && text.size() <= limit) {
    const std::size_t size = text.size();
    text.resize(size + block);
    file.read(text.data() + size, static_cast<std::streamsize>(block));
    text.resize(size + static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > limit) {
    return Error{
        ErrorCode::invalid_input, fmt::format("{} is larger than {} bytes", path, limit), path};
  }
  return text;
}

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  std::error_code error;
  const fs::path directory = fs::path(path_).parent_path();
  if (!directory.empty() && !fs::is_directory(directory, error)) {
    fs::create_directories(directory, error);
  }
  if (error) {
    error_ = fmt::format("cannot make the directory {}: {}", directory.string(), error.message());
    return;
  }
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    error_ = fmt::format("cannot write {}: {}", path_, std::strerror(errno));
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void OutputFile::write(std::string_view text) {
  while (error_.empty() && !text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = fmt::format("cannot write {}: {}", path_, std::strerror(errno));
    }
  }
}

std::string write_whole_file(const std::string& path, std::string_view text) {
  const std::string unfinished = path + ".part";
  std::string error;
  {
    OutputFile file(unfinished);
    file.write(text);
    error = file.error();
  }
  std::error_code failure;
  if (error.empty()) {
    fs::rename(unfinished, path, failure);
    error = failure ? fmt::format("cannot write {}: {}", path, failure.message()) : "";
  }
  if (!error.empty()) {
    fs::remove(unfinished, failure);
  }
  return error;
}

}  // namespace firedrill::cli
