#include "tests/support/golden.hpp"

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace firedrill::tests {
namespace {

/// The first line in which the two differ, as both have it.
std::string first_difference(const std::string& text, const std::string& golden) {
  std::istringstream now(text);
  std::istringstream before(golden);
  for (std::size_t number = 1;; ++number) {
    std::string line;
    std::string golden_line;
    const bool more = static_cast<bool>(std::getline(now, line));
    const bool more_golden = static_cast<bool>(std::getline(before, golden_line));
    if (line != golden_line || more != more_golden || !more) {
      return "line " + std::to_string(number) + "\n  is     " + line + "\n  golden " + golden_line;
    }
  }
}

}  // namespace

void check_golden(const std::string& file, const std::string& text) {
  const std::string path = FIREDRILL_ROOT "/" + file;
  if (std::getenv("FIREDRILL_APPROVE") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream golden;
  golden << stream.rdbuf();
  INFO(file << ", " << first_difference(text, golden.str()));
  INFO("if that is meant, run this test again with FIREDRILL_APPROVE=1 and look at the diff");
  CHECK((text == golden.str()));
}

}  // namespace firedrill::tests
