#include <string_view>

#include <fmt/core.h>

int main(int count, char** arguments) {
  if (count == 2 && std::string_view{arguments[1]} == "--version") {
    fmt::print("firedrill {}\n", FIREDRILL_VERSION);
    return 0;
  }
  fmt::print(stderr, "usage: firedrill --version\n");
  return 2;
}
