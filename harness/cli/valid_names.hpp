#pragma once

#include <set>
#include <string>
#include <string_view>

namespace firedrill::cli {

/// Names for a scenario, made of names that may be anything, each given once.
class ValidNames {
 public:
  /// `wanted` in lower case, with a hyphen for what a name cannot have, at most 100 letters long,
  /// with a number behind it if that has been given already.
  std::string give(std::string_view wanted);

 private:
  std::set<std::string> given_;
};

/// `wanted` as give() would have it the first time.
std::string valid_name(std::string_view wanted);

}  // namespace firedrill::cli
