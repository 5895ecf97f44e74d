#include "harness/text/file_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

namespace fs = std::filesystem;

bool has_pattern(std::string_view text) {
  return text.find_first_of("*?[\\") != std::string_view::npos;
}

/// Whether the class that the pattern begins with has the letter; it is removed. Nothing for a
/// class that does not end.
std::optional<bool> take_class(std::string_view& pattern, char letter) {
  std::string_view rest = pattern.substr(1);
  const bool negated = rest.starts_with('^');
  rest.remove_prefix(negated ? 1 : 0);
  bool found = false;
  for (bool first = true; first || !rest.starts_with(']'); first = false) {
    if (rest.empty()) {
      return std::nullopt;
    }
    const char low = rest.front();
    rest.remove_prefix(1);
    char high = low;
    if (rest.size() > 1 && rest.front() == '-' && rest[1] != ']') {
      high = rest[1];
      rest.remove_prefix(2);
    }
    found = found || (low <= letter && letter <= high);
  }
  pattern = rest.substr(1);
  return found != negated;
}

/// Whether the pattern's next part, which is no `*`, takes the letter; the part is removed.
bool takes(std::string_view& pattern, char letter) {
  if (pattern.starts_with('[')) {
    return take_class(pattern, letter).value_or(false);
  }
  if (pattern.starts_with('\\') && pattern.size() > 1) {
    pattern.remove_prefix(1);
  } else if (pattern.starts_with('?')) {
    pattern.remove_prefix(1);
    return true;
  }
  const bool same = pattern.starts_with(letter);
  pattern.remove_prefix(std::min<std::size_t>(pattern.size(), 1));
  return same;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, failure), end;
       !failure && entry != end;
       entry.increment(failure)) {
    entries.push_back(entry->path().filename());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

bool fits_pattern(std::string_view name, std::string_view pattern) {
  // After a mismatch the last `*` takes one letter more.
  std::string_view retry_name;
  std::optional<std::string_view> retry_pattern;
  while (true) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      retry_pattern = pattern;
      retry_name = name;
      continue;
    }
    if (name.empty() && pattern.empty()) {
      return true;
    }
    if (!name.empty() && !pattern.empty() && takes(pattern, name.front())) {
      name.remove_prefix(1);
      continue;
    }
    if (!retry_pattern || retry_name.empty()) {
      return false;
    }
    retry_name.remove_prefix(1);
    name = retry_name;
    pattern = *retry_pattern;
  }
}

std::vector<std::string> files_matching(const std::string& folder, const std::string& pattern) {
  const auto seen = [&folder](const fs::path& path) {
    return (fs::path(folder) / path).lexically_normal();
  };
  std::vector<fs::path> found{fs::path()};
  for (const fs::path& part : fs::path(pattern)) {
    std::vector<fs::path> next;
    for (const fs::path& before : found) {
      if (!has_pattern(part.string())) {
        next.push_back(before / part);
        continue;
      }
      for (const fs::path& entry : entries_of(seen(before))) {
        if (next.size() <= most_matching_files && fits_pattern(entry.string(), part.string())) {
          next.push_back(before / entry);
        }
      }
    }
    found = std::move(next);
  }
  std::vector<std::string> files;
  for (const fs::path& path : found) {
    std::error_code failure;
    const fs::file_status status = fs::status(seen(path), failure);
    if (fs::is_regular_file(status) || (fs::exists(status) && !has_pattern(pattern))) {
      files.push_back(path.string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string too_many_match(std::string_view pattern) {
  return fmt::format("more than {} files match {}", most_matching_files, quote(pattern));
}

std::string folder_of(const std::string& file) {
  return fs::path(file).parent_path().string();
}

std::string beside(const std::string& file, const std::string& path) {
  return (fs::path(folder_of(file)) / path).lexically_normal().string();
}

}  // namespace firedrill
