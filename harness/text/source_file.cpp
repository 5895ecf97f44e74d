#include "harness/text/source_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace firedrill {
namespace {

Error cannot_use(const std::string& path, std::string_view reason) {
  return Error{
      ErrorCode::invalid_input, "cannot read \"" + path + "\": " + std::string(reason), path};
}

Error too_large(const std::string& path, std::size_t max_bytes) {
  return cannot_use(path,
                    "it is larger than the limit of " + std::to_string(max_bytes / 1024) + " KiB");
}

std::string system_reason(int number) {
  return std::generic_category().message(number);
}

}  // namespace

Result<SourceText> read_source_file(const std::string& path, std::size_t max_bytes) {
  std::error_code failure;
  const std::filesystem::file_status status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) {
    return cannot_use(path, failure ? failure.message() : system_reason(ENOENT));
  }
  if (std::filesystem::is_directory(status)) {
    return cannot_use(path, "it is a directory");
  }
  if (std::filesystem::is_regular_file(status)) {
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (!failure && size > max_bytes) {
      return too_large(path, max_bytes);
    }
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return cannot_use(path, system_reason(errno));
  }
  std::string bytes;
  std::array<char, 65536> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (bytes.size() > max_bytes) {
      return too_large(path, max_bytes);
    }
  }
  if (file.bad()) {
    return cannot_use(path, system_reason(errno));
  }
  return SourceText(path, std::move(bytes));
}

}  // namespace firedrill
