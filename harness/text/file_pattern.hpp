#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

/// Whether a file's name fits a pattern of a shell: `*` for any letters, `?` for one, `[a-z]` or
/// `[^a-z]` for a class, `\` before a letter that stands for itself.
bool fits_pattern(std::string_view name, std::string_view pattern);

/// More files than that are not looked for.
inline constexpr std::size_t most_matching_files = 1'000;

/// The files that a path with such patterns names, sorted, as Go's filepath.Glob finds them: a
/// pattern fits within one folder, `**` means no more than `*`. A path without one is the file
/// itself, if it is there. Both the pattern and the files are as seen from the folder, or absolute.
/// Of more than most_matching_files some are left out, but one more than that is returned.
std::vector<std::string> files_matching(const std::string& folder, const std::string& pattern);

/// The sentence that refuses a pattern which more files fit.
std::string too_many_match(std::string_view pattern);

/// The folder of a file: "" if its path names none.
std::string folder_of(const std::string& file);

/// A path as seen from the folder of another file; an absolute one stays as it is.
std::string beside(const std::string& file, const std::string& path);

}  // namespace firedrill
