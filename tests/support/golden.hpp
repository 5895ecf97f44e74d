#pragma once

#include <string>

namespace firedrill::tests {

/// Checks that `text` is what lies in the file, a path from the root of the project. With
/// FIREDRILL_APPROVE=1 in the environment the file is written instead: look at the diff.
void check_golden(const std::string& file, const std::string& text);

}  // namespace firedrill::tests
