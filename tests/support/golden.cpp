#include "tests/support/golden.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace firedrill::tests {

void check_golden(const std::string& file, const std::string& text) {
  const std::string path = FIREDRILL_ROOT "/" + file;
  if (std::getenv("FIREDRILL_APPROVE") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream golden;
  golden << stream.rdbuf();
  INFO(file << " differs; if that is meant, run this test again with FIREDRILL_APPROVE=1");
  CHECK(text == golden.str());
}

}  // namespace firedrill::tests
