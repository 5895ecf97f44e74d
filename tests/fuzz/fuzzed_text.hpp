#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace firedrill::tests {

/// libFuzzer's bytes as a text.
inline std::string fuzzed_text(const std::uint8_t* data, std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) {
    text[i] = static_cast<char>(data[i]);
  }
  return text;
}

}  // namespace firedrill::tests
