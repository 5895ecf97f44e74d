#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

/// Whether a file's name fits a pattern of a shell: `*` for any letters, `?` for one, `[a-z]` or
/// `[^a-z]` for a class, `\` before a letter that stands for itself.
bool fits_pattern(std::string_view name, std::string_view pattern);

/// The files that a path with such patterns names, sorted, as Go's filepath.Glob finds them: a
/// pattern fits within one folder, `**` means no more than `*`. A path without one is the file
/// itself, if it is there.
std::vector<std::string> files_matching(const std::string& pattern);

/// A path as seen from the folder of another file; an absolute one stays as it is.
std::string beside(const std::string& file, const std::string& path);

}  // namespace firedrill
